import type { Chat, Gif, Member } from "../events.js";
import { isEmojiOnly, type Segment, segmentsOf } from "./rich-text.js";

/** A chat as the template views/partials/chat.njk draws it. */
export interface ChatView {
  /** 0 while the server has not numbered it. */
  seq: number;
  clientId?: string;
  author: Member;
  mine: boolean;
  canRemove: boolean;
  /** Begins a group: shows who speaks and when. */
  first: boolean;
  text: string;
  segments: Segment[];
  big: boolean;
  gif?: Gif;
  createdAt: string;
  edited: boolean;
  removed: boolean;
  /** Only in the browser: who it was whispered by or to, in words; and what became of a chat not yet sent. */
  whisper?: string;
  state?: "pending" | "failed";
  stateIcon?: string;
  stateText?: string;
}

/** What decides whether a chat joins the group before it. */
export type Spoken = Pick<Chat, "author" | "name" | "createdAt">;

export interface Viewer {
  id: string;
  isOwner: boolean;
}

const GROUP_MS = 5 * 60_000;

export function arrange(chats: Chat[], viewer: Viewer, before?: Spoken): ChatView[] {
  return chats.map((chat, i) => present(chat, viewer, startsGroup(chat, i ? chats[i - 1] : before)));
}

export function present(chat: Chat, viewer: Viewer, first: boolean): ChatView {
  const mine = chat.author === viewer.id;
  const text = chat.removedAt ? "" : (chat.chat ?? "");
  return {
    seq: chat.seq,
    clientId: chat.clientId,
    author: { id: chat.author, color: chat.user, name: chat.name },
    mine,
    canRemove: mine || viewer.isOwner,
    first,
    text,
    segments: segmentsOf(text),
    big: isEmojiOnly(text),
    gif: chat.removedAt ? undefined : chat.gif,
    createdAt: chat.createdAt,
    edited: Boolean(chat.editedAt),
    removed: Boolean(chat.removedAt),
  };
}

export function startsGroup(chat: Spoken, before?: Spoken): boolean {
  if (!before || before.author !== chat.author || before.name !== chat.name) return true;
  return Date.parse(chat.createdAt) - Date.parse(before.createdAt) > GROUP_MS;
}
