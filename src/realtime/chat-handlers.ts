import { type RateLimiter, Refusal, type Services } from "../services/index.js";
import type { Answer, ChatRequests } from "../shared/events.js";
import { type ErrorSink, toErrorView } from "./error-replies.js";
import { contextOf } from "./tuning/connection-context.js";
import { flushNow } from "./tuning/write-batching.js";
import type { ChatSocket } from "./types.js";

export interface HandlerContext extends ErrorSink {
  services: Services;
  limiter: RateLimiter;
}

type Handler = (services: Services, socket: ChatSocket, input: unknown) => Promise<unknown>;

const handlers: Record<keyof ChatRequests, Handler> = {
  chat: ({ chats }, { data }, input) => chats.send(data.visitor, data.room, input),
  history: ({ chats }, { data }, input) => chats.page(data.visitor, data.room, input),
  editChat: ({ chats }, { data }, input) => chats.edit(data.visitor, data.room, input),
  removeChat: ({ chats }, { data }, input) => chats.remove(data.visitor, data.room, input),
  whisper: ({ chats }, { data }, input) => chats.whisper(data.visitor, data.room, input),
  typing: async ({ chats }, { data }) => chats.typing(data.visitor, data.room),
  kick: ({ rooms }, { data }, input) => rooms.kick(data.visitor, data.room, input).then(() => null),
  renameRoom: ({ rooms }, { data }, input) => rooms.rename(data.visitor, data.room, input),
  leave: ({ seats }, { data }) => seats.leave(data.visitor, data.room).then(() => null),
  nickname: async ({ rooms }, socket, input) => {
    const { session } = contextOf(socket);
    if (!(await session?.loadVisitor())) throw new Refusal("NO_SESSION");
    const renamed = await rooms.renameVisitor(socket.data.visitor, input);
    await session?.saveVisitor(renamed);
    return renamed;
  },
};
const handlersByEvent = new Map<unknown, Handler>(Object.entries(handlers));

/** One function for all connections: a listener for each event would cost every connection some kilobytes. */
export function handleRequests(socket: ChatSocket, context: HandlerContext): void {
  socket.use((packet) => void handle(socket, context, packet));
}

/** Never rejects: an unhandled rejection would end the process. */
async function handle(socket: ChatSocket, context: HandlerContext, packet: unknown[]): Promise<void> {
  const { services, metrics, limiter } = context;
  const { visitor, lang } = socket.data;
  const acknowledge = acknowledgementOf(packet);
  try {
    // Unknown events count too, and all tabs of a visitor together.
    await limiter.assertAllowed("event", visitor.id);
  } catch (error) {
    acknowledge({ ok: false, error: toErrorView(error, lang, context) });
    return disconnectFlood(socket, limiter);
  }
  const startedAt = performance.now();
  const [event, input] = packet;
  const handler = handlersByEvent.get(event);
  if (!handler || !socket.connected) return;
  try {
    const payload = typeof input === "function" ? undefined : input;
    const data = await services.track(() => handler(services, socket, payload));
    acknowledge({ ok: true, data });
  } catch (error) {
    acknowledge({ ok: false, error: toErrorView(error, lang, context) });
  }
  flushNow(socket.conn);
  metrics.answered(String(event), performance.now() - startedAt);
}

async function disconnectFlood(socket: ChatSocket, limiter: RateLimiter): Promise<void> {
  await limiter.assertAllowed("flood", socket.id).catch(() => socket.disconnect(true));
}

type Acknowledge = (answer: Answer<unknown>) => void;
const ignore: Acknowledge = () => {};

function acknowledgementOf(packet: unknown[]): Acknowledge {
  const last = packet.at(-1);
  return typeof last === "function" ? (last as Acknowledge) : ignore;
}
