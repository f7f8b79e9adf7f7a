import { type RateLimiter, Refusal, type Services, type Visitor, type Watching } from "../services/index.js";
import { acknowledgementOf, disconnectFlood, disconnectWhenAnswered } from "./acknowledgements.js";
import { type ErrorSink, toErrorView } from "./error-replies.js";
import type { ChatSocket } from "./types.js";

interface WatcherContext extends ErrorSink {
  limiter: RateLimiter;
}

export function watchRoom(
  socket: ChatSocket,
  watchers: Services["watchers"],
  visitor: Visitor,
  room: string,
): Promise<Watching> {
  return watchers.watch(visitor, room, (reason, ban) => {
    // Before that, the client would keep it for a later connection.
    if (socket.connected) socket.emit("kick", { reason, ...ban });
    disconnectWhenAnswered(socket);
  });
}

export async function answerWatcher(
  socket: ChatSocket,
  context: WatcherContext,
  packet: unknown[],
): Promise<void> {
  const { visitor, lang } = socket.data;
  const acknowledge = acknowledgementOf(packet);
  const refuse = (error: unknown) => acknowledge({ ok: false, error: toErrorView(error, lang, context) });
  try {
    await context.limiter.assertAllowed("event", visitor.id);
  } catch (error) {
    refuse(error);
    return disconnectFlood(socket, context.limiter);
  }
  if (packet[0] !== "leave") return refuse(new Refusal("NOT_ALLOWED"));
  acknowledge({ ok: true, data: null });
  socket.disconnect();
}
