import type { Services } from "../services/index.js";
import { limits } from "../shared/limits.js";
import { drained } from "./tuning/backpressure.js";
import { type ChatSocket, channels } from "./types.js";

// Sends missed chats, then subscribes the socket to new ones. There is no `await` between the last comparison and the
// join, so each chat arrives exactly once and in order.
export async function catchUpChats(
  socket: ChatSocket,
  services: Services,
  lastSeq: number,
  changed: number,
): Promise<void> {
  const { chats } = services;
  const { room, visitor, after } = socket.data;
  let seen = after ?? lastSeq;
  while (socket.connected) {
    if (seen >= chats.announcedSeq(room)) {
      socket.join(channels.chats(room));
      // Changes are heard from here on; those made while the pages were read may have been missed.
      await sendChanges(socket, services, changed);
      return;
    }
    const page = await chats.page(visitor, room, { after: seen, limit: limits.page.most });
    if (page.chats.length) socket.emit("chat", page.chats);
    seen = page.chats.at(-1)?.seq ?? seen;
    await drained(socket.conn);
  }
}

export async function sendMissedChanges(socket: ChatSocket, services: Services): Promise<number> {
  const { room, after, changed } = socket.data;
  const last = await services.edits.last(room);
  // A number from the future says nothing about changes to come.
  return changed === undefined || changed >= last ? last : sendChanges(socket, services, changed, after);
}

async function sendChanges(
  socket: ChatSocket,
  { edits }: Services,
  since: number,
  upToSeq = Number.POSITIVE_INFINITY,
): Promise<number> {
  let last = since;
  for (let more = true; more && socket.connected; ) {
    const page = await edits.since(socket.data.room, last, limits.page.most);
    for (const chat of page.chats)
      if (chat.seq <= upToSeq) socket.emit(chat.removedAt ? "removeChat" : "editChat", chat);
    last = page.chats.at(-1)?.change ?? last;
    more = page.more;
    await drained(socket.conn);
  }
  return last;
}
