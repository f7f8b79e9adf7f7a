import type { LoadLimits } from "../lib/load/load-limits.js";
import { OverloadError } from "../lib/overload-error.js";
import { type Asker, chatRequests, type Requests } from "../protocol/index.js";
import { type InTurn, type RateLimiter, Refusal, type Services } from "../services/index.js";
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

type Read = () => Promise<string>;

const requestsByEvent = new Map<unknown, Requests[keyof Requests]>(Object.entries(chatRequests));

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
  const request = requestsByEvent.get(event);
  if (!socket.connected) return;
  if (!request)
    return acknowledge({ ok: false, error: toErrorView(new Refusal("BAD_REQUEST"), lang, context) });
  try {
    if (event !== "leave") services.siteBans.assertNotBanned(visitor, socket.data.room);
    const payload = typeof input === "function" ? undefined : input;
    const asker = askerOf(socket);
    if ("read" in request)
      await answerInTurn(socket, context, acknowledge, (inTurn) =>
        request.read(services, asker, payload, inTurn),
      );
    else acknowledge({ ok: true, data: await services.track(() => request.run(services, asker, payload)) });
  } catch (error) {
    if (error instanceof OverloadError && !socket.connected) return;
    acknowledge({ ok: false, error: toErrorView(error, lang, context) });
    if ("read" in request) return;
  }
  flushNow(socket.conn);
  metrics.answered(String(event), performance.now() - startedAt);
}

const askerOf = (socket: ChatSocket): Asker => ({
  visitor: socket.data.visitor,
  room: socket.data.room,
  session: contextOf(socket).session,
});

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
