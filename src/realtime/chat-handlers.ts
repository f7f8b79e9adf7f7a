import type { LoadLimits } from "../lib/load/load-limits.js";
import { OverloadError } from "../lib/overload-error.js";
import { type InTurn, type RateLimiter, Refusal, type Services, toPageJson } from "../services/index.js";
import type { ChatRequests } from "../shared/events.js";
import { type Acknowledge, acknowledgementOf, disconnectFlood, untilAnswered } from "./acknowledgements.js";
import { type ErrorSink, toErrorView } from "./error-replies.js";
import { isBehind } from "./tuning/backpressure.js";
import { contextOf } from "./tuning/connection-context.js";
import { preserialize } from "./tuning/packet-encoder.js";
import { flushNow } from "./tuning/write-batching.js";
import type { ChatSocket } from "./types.js";
import { answerWatcher } from "./watching.js";

export interface HandlerContext extends ErrorSink {
  services: Services;
  limiter: RateLimiter;
  load: LoadLimits;
}

type Handler<T = unknown> = (services: Services, socket: ChatSocket, input: unknown) => Promise<T>;
type Expensive = "history" | "search";

const handlers: Record<Exclude<keyof ChatRequests, Expensive>, Handler> = {
  chat: ({ chats }, { data }, input) => chats.sender.send(data.visitor, data.room, input),
  editChat: ({ chats }, { data }, input) => chats.edit(data.visitor, data.room, input),
  removeChat: ({ chats }, { data }, input) => chats.remove(data.visitor, data.room, input),
  react: ({ chats }, { data }, input) => chats.react(data.visitor, data.room, input),
  whisper: ({ chats }, { data }, input) => chats.whisper(data.visitor, data.room, input),
  typing: async ({ chats }, { data }) => chats.typing(data.visitor, data.room),
  kick: ({ moderation }, { data }, input) => moderation.kick(data.visitor, data.room, input).then(() => null),
  renameRoom: ({ settings }, { data }, input) => settings.rename(data.visitor, data.room, input),
  settings: ({ settings }, { data }, input) => settings.change(data.visitor, data.room, input),
  extend: ({ lifetimes }, { data }) => lifetimes.extend(data.visitor, data.room),
  next: ({ nextRooms }, { data }, input) =>
    nextRooms.open(data.visitor, data.room, (input as { proof?: unknown } | undefined)?.proof),
  hosts: ({ moderation }, { data }, input) => moderation.setHost(data.visitor, data.room, input),
  unban: ({ moderation }, { data }, input) =>
    moderation.unban(data.visitor, data.room, input).then(() => null),
  invite: ({ invites }, { data }, input) => invites.create(data.visitor, data.room, input),
  answerKnock: ({ knocks }, { data }, input) =>
    knocks.answer(data.visitor, data.room, input).then(() => null),
  leave: ({ seats }, { data }) => seats.giveUp(data.visitor, data.room).then(() => null),
  nickname: async ({ rooms }, socket, input) => {
    const { session } = contextOf(socket);
    if (!(await session?.loadVisitor())) throw new Refusal("NO_SESSION");
    const renamed = await rooms.renameVisitor(socket.data.visitor, input);
    await session?.saveVisitor(renamed);
    return renamed;
  },
};
const handlersByEvent = new Map<unknown, Handler>(Object.entries(handlers));

type Read = () => Promise<string>;
type ExpensiveHandler = (...args: [...Parameters<Handler>, inTurn: InTurn]) => Promise<Read>;

const expensiveHandlers: Record<Expensive, ExpensiveHandler> = {
  history: async ({ chats }, { data }, input) => {
    return async () => toPageJson(await chats.history(data.visitor, data.room, input));
  },
  search: async ({ chats }, { data }, input, inTurn) => {
    const found = await chats.search(data.visitor, data.room, input, inTurn);
    return async () => JSON.stringify(found);
  },
};
const expensiveByEvent = new Map<unknown, ExpensiveHandler>(Object.entries(expensiveHandlers));

/** One function for all connections: a listener for each event would cost every connection some kilobytes. */
export function handleRequests(socket: ChatSocket, context: HandlerContext): void {
  socket.use((packet) => {
    if (socket.data.isWatching && packet[0] !== "history") void answerWatcher(socket, context, packet);
    else if (!socket.data.hasLostSeat) void untilAnswered(socket, () => handle(socket, context, packet));
    else if (packet[0] === "leave") acknowledgementOf(packet)({ ok: true, data: null });
    else void handle(socket, context, packet);
  });
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
  const expensive = handler ? undefined : expensiveByEvent.get(event);
  if (!socket.connected) return;
  if (!(handler || expensive))
    return acknowledge({ ok: false, error: toErrorView(new Refusal("BAD_REQUEST"), lang, context) });
  try {
    if (event !== "leave") services.siteBans.assertNotBanned(visitor, socket.data.room);
    const payload = typeof input === "function" ? undefined : input;
    if (expensive)
      await answerInTurn(socket, context, acknowledge, (inTurn) =>
        expensive(services, socket, payload, inTurn),
      );
    else acknowledge({ ok: true, data: await services.track(() => handler!(services, socket, payload)) });
  } catch (error) {
    if (error instanceof OverloadError && !socket.connected) return;
    acknowledge({ ok: false, error: toErrorView(error, lang, context) });
    if (expensive) return;
  }
  flushNow(socket.conn);
  metrics.answered(String(event), performance.now() - startedAt);
}

/** The answer is part of the work: to send a megabyte takes a millisecond. */
async function answerInTurn(
  socket: ChatSocket,
  { services, load }: HandlerContext,
  acknowledge: Acknowledge,
  prepare: (inTurn: InTurn) => Promise<Read>,
): Promise<void> {
  const inTurn: InTurn = (work) => {
    const run = async () => {
      if (isBehind(socket.conn)) throw new Refusal("BUSY");
      return services.track(work);
    };
    return load.turns.run(contextOf(socket).share, run, { isGone: () => !socket.connected });
  };
  const read = await prepare(inTurn);
  await inTurn(async () => {
    const json = await read();
    acknowledge(preserialize<{ ok: true; data: unknown }, "data">({ ok: true }, { data: json }));
    flushNow(socket.conn);
    load.unsent.sent(json.length);
  });
}
