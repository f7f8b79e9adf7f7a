import type { Namespace, Socket } from "socket.io";
import { type RateLimiter, Refusal } from "../services/index.js";
import { acknowledgementOf, disconnectFlood } from "./acknowledgements.js";
import { type ErrorSink, toConnectError, toErrorView } from "./error-replies.js";
import { languageOf } from "./tuning/connection-context.js";
import { malformedAuth } from "./tuning/packet-decoder.js";
import type { Io, LobbyNamespace, LobbySocket } from "./types.js";

interface EventContext extends ErrorSink {
  limiter: RateLimiter;
}

/** Socket.IO always has the default namespace, and refuses unknown ones without a code. */
export function refuseOtherNamespaces(io: Io, sink: ErrorSink): void {
  const refuse = (socket: Socket, next: (error: Error) => void) =>
    next(toConnectError(new Refusal("NOT_FOUND"), languageOf(socket), sink));
  io.use(refuse);
  io.of((_name, _auth, next) => next(null, true)).use(refuse);
}

export function refuseMalformedAuth(namespace: Pick<Namespace, "use">, sink: ErrorSink): void {
  namespace.use((socket, next) => {
    if (socket.handshake.auth !== malformedAuth) return next();
    next(toConnectError(new Refusal("BAD_REQUEST"), languageOf(socket), sink));
  });
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
