import { type Limiter, Refusal, type Services } from "../services/index.js";
import type { ChatRequests } from "../shared/events.js";
import { ackOf, refusalView, type Watch } from "./error-replies.js";
import { slipOf } from "./tuning/connection-context.js";
import { sendNow } from "./tuning/write-batching.js";
import type { ChatSocket } from "./types.js";

export interface RequestParts extends Watch {
  services: Services;
  limiter: Limiter;
}

type Work = (services: Services, socket: ChatSocket, input: unknown) => Promise<unknown>;

/** What each request does: one call of the domain, in the name of whoever is at the other end. */
const works: Record<keyof ChatRequests, Work> = {
  chat: ({ chats }, { data }, input) => chats.send(data.visitor, data.room, input),
  history: ({ chats }, { data }, input) => chats.page(data.visitor, data.room, input),
  editChat: ({ chats }, { data }, input) => chats.edit(data.visitor, data.room, input),
  removeChat: ({ chats }, { data }, input) => chats.remove(data.visitor, data.room, input),
  whisper: ({ chats }, { data }, input) => chats.whisper(data.visitor, data.room, input),
  typing: async ({ chats }, { data }) => chats.typing(data.visitor, data.room),
  kick: ({ rooms }, { data }, input) => rooms.kick(data.visitor, data.room, input).then(() => null),
  renameRoom: ({ rooms }, { data }, input) => rooms.rename(data.visitor, data.room, input),
  leave: ({ seats }, { data }) => seats.leave(data.visitor, data.room).then(() => null),
  nickname: async ({ visits }, socket, input) => {
    const { session } = slipOf(socket);
    if (!(await session?.loadVisitor())) throw new Refusal("NO_SESSION");
    const renamed = await visits.rename(socket.data.visitor, input);
    await session?.saveVisitor(renamed);
    return renamed;
  },
};
const workOf = new Map<unknown, Work>(Object.entries(works));

/** One table for all connections: a listener for each request would cost each of them some kilobytes. */
export function serveRequests(socket: ChatSocket, parts: RequestParts): void {
  socket.use((packet) => void serve(socket, parts, packet));
}

/** Cannot fail: an error in here would end the process. The input is whatever comes first, if it is no function. */
async function serve(socket: ChatSocket, parts: RequestParts, packet: unknown[]): Promise<void> {
  const { services, meter, limiter } = parts;
  const { visitor, lang } = socket.data;
  const ack = ackOf(packet);
  try {
    // Every packet counts, also one that nobody handles, and in all of a visitor's tabs together.
    await limiter.allow("event", visitor.id);
  } catch (error) {
    ack({ ok: false, error: refusalView(error, lang, parts) });
    return cutOffFlood(socket, limiter);
  }
  const asked = performance.now();
  const [event, input] = packet;
  const work = workOf.get(event);
  if (!work || !socket.connected) return;
  try {
    const data = await services.during(() =>
      work(services, socket, typeof input === "function" ? undefined : input),
    );
    ack({ ok: true, data });
  } catch (error) {
    ack({ ok: false, error: refusalView(error, lang, parts) });
  }
  sendNow(socket.conn);
  meter.answered(String(event), performance.now() - asked);
}

async function cutOffFlood(socket: ChatSocket, limiter: Limiter): Promise<void> {
  await limiter.allow("flood", socket.id).catch(() => socket.disconnect(true));
}
