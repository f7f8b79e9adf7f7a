import { type RateLimiter, Refusal } from "../services/index.js";
import { acknowledgementOf, disconnectFlood } from "./acknowledgements.js";
import { type ErrorSink, toErrorView } from "./error-replies.js";
import { languageOf } from "./tuning/connection-context.js";
import type { LobbyNamespace, LobbySocket } from "./types.js";

interface EventContext extends ErrorSink {
  limiter: RateLimiter;
}

/** Clients of the lobby only listen, and some have no session, so each socket counts for itself. */
export function refuseEvents(lobby: LobbyNamespace, context: EventContext): void {
  function onEvent(this: LobbySocket, ...packet: unknown[]): void {
    void refuseEvent(this, packet, context);
  }
  lobby.on("connection", (socket) => socket.onAny(onEvent));
}

async function refuseEvent(socket: LobbySocket, packet: unknown[], context: EventContext): Promise<void> {
  const acknowledge = acknowledgementOf(packet);
  const answer = (error: unknown) =>
    acknowledge({ ok: false, error: toErrorView(error, languageOf(socket), context) });
  try {
    await context.limiter.assertAllowed("event", socket.id);
  } catch (error) {
    answer(error);
    return disconnectFlood(socket, context.limiter);
  }
  answer(new Refusal("BAD_REQUEST"));
}
