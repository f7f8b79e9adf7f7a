import type { Chat, Gif, Member, RoomView } from "../events.js";
import { fold } from "../fold.js";
import { toPlainText } from "../render/rich-text.js";
import { type Part, toExtract } from "./extract.js";
import { hasFolded } from "./searched-text.js";

/** `found` in views/partials/found.njk. */
export interface FoundProps {
  seq: number;
  author: Member;
  bot?: true | undefined;
  createdAt: string;
  href: string;
  parts: Part[];
  gif?: Gif | undefined;
}

export interface SearchPage {
  room: Pick<RoomView, "_id" | "title">;
  q: string;
  result: { found: FoundProps[]; more: boolean; searchedTo: number } | null;
  /** Of the field: why nothing was looked for. */
  error: string | null;
  /** Of the room, in UTC. */
  days: { first: string; last: string };
  limits: { least: number; most: number };
}

/** Without scripts: the page of the room that has the message, and the message in it. */
export const toPlace = (room: string, seq: number, { watching = false } = {}): string =>
  `/room/${room}?${watching ? "spectate=on&" : ""}at=${seq}#chat-${seq}`;

export function toFoundProps(chat: Chat, q: string): FoundProps {
  return {
    seq: chat.seq,
    author: { id: chat.author, color: chat.user, name: chat.name },
    bot: chat.bot,
    createdAt: chat.createdAt,
    href: toPlace(chat.room, chat.seq),
    parts: toExtract(toPlainText(textWithHit(chat, q)), q),
    gif: chat.gif,
  };
}

export const isHit = (chat: Chat, q: string): boolean => !chat.removedAt && hasFolded(chat, fold(q));

function textWithHit({ chat = "", gif }: Chat, q: string): string {
  const alt = gif?.alt ?? "";
  return chat && (!alt || hasFolded({ chat }, fold(q))) ? chat : alt;
}
