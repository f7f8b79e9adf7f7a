import type { Chat, Gif, Member, Quote } from "../events.js";
import { markMentions } from "../mentions/mark-mentions.js";
import { type ShownReaction, toShownReactions } from "../reactions/shown-reactions.js";
import { isLong } from "./long-text.js";
import { isEmojiOnly, type Segment, toSegments } from "./rich-text.js";
import { type Role, type Roles, roleOf } from "./roles.js";

/** `chat` in views/partials/chat.njk: every field of the chat, and those computed here. */
export interface ChatProps extends Omit<Chat, "author" | "reactions" | "replyTo"> {
  author: Member;
  replyTo?: ShownQuote;
  mine: boolean;
  reactions: ShownReaction[];
  canRemove: boolean;
  /** Watchers have none. */
  hasTools: boolean;
  first: boolean;
  /** Of the author, now. */
  role?: Role | undefined;
  text: string;
  segments: Segment[];
  big: boolean;
  long: boolean;
  whisper?: string;
  /** Of a whisper: whom to whisper to. */
  answerTo?: string;
  state?: "pending" | "failed";
  stateIcon?: string;
  stateText?: string;
  mayRetry?: boolean;
  draft?: Draft | undefined;
}

/** Of a message that the page shows, its text as it is read and the hue of its author are known. */
export type ShownQuote =
  | (Quote & { mine?: boolean })
  | {
      seq: number;
      name: string;
      hue: number;
      mine?: boolean;
      plain?: string;
      gif?: Pick<Gif, "still" | "alt" | "cover">;
    };

export interface Draft {
  chat: string;
  error: string | null;
  replyTo?: number | undefined;
}

export type ChatHeader = Pick<Chat, "author" | "name" | "createdAt">;

export interface PageVisitor {
  id: string;
  isOwner: boolean;
  /** A transcript marks nobody: it is read long after. */
  roles?: Roles;
  edit?: (Draft & { seq: number }) | undefined;
  members?: Iterable<Pick<Member, "id" | "name">>;
}

const GROUP_MS = 5 * 60_000;

export function toChatPropsList(chats: Chat[], visitor: PageVisitor): ChatProps[] {
  return chats.map((chat, i) => toChatProps(chat, visitor, startsGroup(chat, chats[i - 1])));
}

export function toChatProps(chat: Chat, visitor: PageVisitor, first: boolean): ChatProps {
  const mine = chat.author === visitor.id;
  const text = chat.removedAt ? "" : (chat.chat ?? "");
  return {
    ...chat,
    author: { id: chat.author, color: chat.user, name: chat.name },
    mine,
    reactions: toShownReactions(chat.reactions, visitor),
    canRemove: mine || visitor.isOwner,
    hasTools: visitor.id !== "",
    first,
    role: roleOfAuthor(chat, visitor),
    text,
    segments: markMentions(toSegments(text), chat, visitor.members),
    big: isEmojiOnly(text),
    long: isLong(text),
  };
}

export const roleOfAuthor = ({ author }: Pick<Chat, "author">, { roles }: PageVisitor): Role | undefined =>
  roles && roleOf(roles, author);

export function startsGroup(chat: ChatHeader, before?: ChatHeader): boolean {
  if (!before || before.author !== chat.author || before.name !== chat.name) return true;
  return Date.parse(chat.createdAt) - Date.parse(before.createdAt) > GROUP_MS;
}
