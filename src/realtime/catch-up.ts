import type { Chat } from "../shared/events.js";
import { limits } from "../shared/limits.js";
import type { HandlerContext } from "./chat-handlers.js";
import { drained } from "./tuning/backpressure.js";
import { contextOf } from "./tuning/connection-context.js";
import { fromJson } from "./tuning/packet-encoder.js";
import { type ChatSocket, channels } from "./types.js";

// Sends missed chats, then subscribes the socket to new ones. There is no `await` between the last comparison and the
// join, so each chat arrives exactly once and in order.
export async function catchUpChats(
  socket: ChatSocket,
  context: HandlerContext,
  lastSeq: number,
  changed: number,
): Promise<void> {
  const { chats } = context.services;
  const { room, visitor, after } = socket.data;
  let seen = after ?? lastSeq;
  while (socket.connected) {
    if (seen >= chats.announcedSeq(room)) {
      socket.join(channels.chats(room));
      // Changes are heard from here on; those made while the pages were read may have been missed.
      await sendChanges(socket, context, changed);
      return;
    }
    const query = { after: seen, limit: limits.page.most };
    const page = await inTurn(socket, context, () => chats.history(visitor, room, query));
    if (page.last !== undefined) socket.emit("chat", fromJson<Chat[]>(page.chats));
    seen = page.last ?? seen;
    await drained(socket.conn);
  }
}

export async function sendMissedChanges(socket: ChatSocket, context: HandlerContext): Promise<number> {
  const { room, after, changed } = socket.data;
  const last = await context.services.edits.last(room);
  // A number from the future says nothing about changes to come.
  return changed === undefined || changed >= last ? last : sendChanges(socket, context, changed, after);
}

async function sendChanges(
  socket: ChatSocket,
  context: HandlerContext,
  since: number,
  upToSeq = Number.POSITIVE_INFINITY,
): Promise<number> {
  let last = since;
  for (let more = true; more && socket.connected; ) {
    const read = () => context.services.edits.since(socket.data.room, last, limits.page.most);
    const page = await inTurn(socket, context, read);
    for (const chat of page.chats)
      if (chat.seq <= upToSeq) socket.emit(chat.removedAt ? "removeChat" : "editChat", chat);
    last = page.chats.at(-1)?.change ?? last;
    more = page.more;
    await drained(socket.conn);
  }
  return last;
}

/** Not refused when much is waiting: each socket waits for one page at a time. */
function inTurn<T>(socket: ChatSocket, { load }: HandlerContext, read: () => Promise<T>): Promise<T> {
  const isGone = () => !socket.connected;
  return load.turns.run(contextOf(socket).share, read, { isGone, isBounded: true });
}
