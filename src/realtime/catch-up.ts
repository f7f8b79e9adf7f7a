import { type Listener, sendMissedChanges, sendMissedChats } from "../services/index.js";
import type { Chat } from "../shared/events.js";
import type { HandlerContext } from "./chat-handlers.js";
import { drained } from "./tuning/backpressure.js";
import { contextOf } from "./tuning/connection-context.js";
import { fromJson } from "./tuning/packet-encoder.js";
import { type ChatSocket, channels } from "./types.js";

export async function catchUp(
  socket: ChatSocket,
  context: HandlerContext,
  lastSeq: number,
  changed: number,
): Promise<void> {
  const { chats, edits } = context.services;
  const listener = toListener(socket, context);
  await sendMissedChats(listener, chats, socket.data.after ?? lastSeq);
  // Changes are heard from here on; those made while the pages were read may have been missed.
  await sendMissedChanges(listener, edits, changed);
}

export async function sendChangesBefore(socket: ChatSocket, context: HandlerContext): Promise<number> {
  const { room, after, changed } = socket.data;
  const { edits } = context.services;
  const last = await edits.last(room);
  // A number from the future says nothing about changes to come.
  if (changed === undefined || changed >= last) return last;
  return sendMissedChanges(toListener(socket, context), edits, changed, after);
}

function toListener(socket: ChatSocket, { load }: HandlerContext): Listener {
  const { room, visitor } = socket.data;
  const isGone = () => !socket.connected;
  return {
    room,
    visitor,
    get isOpen() {
      return socket.connected;
    },
    onChats: (json) => socket.emit("chat", fromJson<Chat[]>(json)),
    onChange: (chat) => socket.emit(chat.removedAt ? "removeChat" : "editChat", chat),
    subscribe: () => void socket.join(channels.chats(room)),
    drained: () => drained(socket.conn),
    // Not refused when much is waiting: each socket waits for one page at a time.
    inTurn: (read) => load.turns.run(contextOf(socket).share, read, { isGone, isBounded: true }),
  };
}
