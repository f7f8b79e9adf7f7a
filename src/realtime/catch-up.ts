import type { Services } from "../services/index.js";
import { limits } from "../shared/limits.js";
import { written } from "./tuning/backpressure.js";
import { type ChatSocket, channels } from "./types.js";

/**
 * Sends what was missed, then lets the socket hear new chats. A page ends at what the room has been told, and
 * nothing else runs between the last look and the joining: each chat comes exactly once and in order.
 */
export async function catchUp(
  socket: ChatSocket,
  services: Services,
  lastSeq: number,
  changed: number,
): Promise<void> {
  const { chats } = services;
  const { room, visitor, after } = socket.data;
  let seen = after ?? lastSeq;
  while (socket.connected) {
    if (seen >= chats.toldSeq(room)) {
      socket.join(channels.chats(room));
      // From here on changes are heard as well; those since the pages were read may be news.
      await sendChanges(socket, services, changed);
      return;
    }
    const page = await chats.page(visitor, room, { after: seen, limit: limits.page.most });
    if (page.chats.length) socket.emit("chat", page.chats);
    seen = page.chats.at(-1)?.seq ?? seen;
    await written(socket.conn);
  }
}

/**
 * Sends what was edited and removed of those chats that the client has. What follows is read afterwards, so that
 * everything up to the number that is returned is in it.
 */
export async function missedChanges(socket: ChatSocket, services: Services): Promise<number> {
  const { room, after, changed } = socket.data;
  const last = await services.changes.last(room);
  // A number that was never given promises nothing about those that will be.
  return changed === undefined || changed >= last ? last : sendChanges(socket, services, changed, after);
}

/** Page by page, the older first; returns the number of the last. */
async function sendChanges(
  socket: ChatSocket,
  { changes }: Services,
  since: number,
  upTo = Infinity,
): Promise<number> {
  let last = since;
  for (let more = true; more && socket.connected; ) {
    const page = await changes.since(socket.data.room, last, limits.page.most);
    for (const chat of page.chats)
      if (chat.seq <= upTo) socket.emit(chat.removedAt ? "removeChat" : "editChat", chat);
    last = page.chats.at(-1)?.change ?? last;
    more = page.more;
    await written(socket.conn);
  }
  return last;
}
