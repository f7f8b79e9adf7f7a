import type { Chat } from "../../shared/events.js";
import { limits } from "../../shared/limits.js";
import type { ChatEdits } from "../chats/chat-edits.js";
import type { Chats } from "../chats/chats.js";
import type { Visitor } from "../ports.js";

/** A connection that listens to a room. */
export interface Listener {
  readonly room: string;
  readonly visitor: Visitor;
  readonly isOpen: boolean;
  onChats(json: string, last: number): void;
  onChange(chat: Chat): void;
  /** From now on it gets new chats and changes as they are announced. */
  subscribe(): void;
  /** Resolves when everything was handed to the network, so that at most one page waits for a slow reader. */
  drained(): Promise<void>;
  inTurn<T>(read: () => Promise<T>): Promise<T>;
}

// Sends missed chats, then subscribes to new ones. There is no `await` between the last comparison and that, so each
// chat arrives exactly once and in order.
export async function sendMissedChats(listener: Listener, chats: Chats, after: number): Promise<void> {
  const { room, visitor } = listener;
  for (let seen = after; listener.isOpen; ) {
    if (seen >= chats.announcedSeq(room)) return listener.subscribe();
    const query = { after: seen, limit: limits.page.most };
    const page = await listener.inTurn(() => chats.history(visitor, room, query));
    if (page.last !== undefined) listener.onChats(page.chats, page.last);
    seen = page.last ?? seen;
    await listener.drained();
  }
}

/** Those of later chats may be left out. Resolves to the number of the last change. */
export async function sendMissedChanges(
  listener: Listener,
  edits: ChatEdits,
  since: number,
  upToSeq = Number.POSITIVE_INFINITY,
): Promise<number> {
  let last = since;
  for (let more = true; more && listener.isOpen; ) {
    const page = await listener.inTurn(() => edits.since(listener.room, last, limits.page.most));
    for (const chat of page.chats) if (chat.seq <= upToSeq) listener.onChange(chat);
    last = page.chats.at(-1)?.change ?? last;
    more = page.more;
    await listener.drained();
  }
  return last;
}
