import type { Chat, ChatPage, Found, Gif, Quote, Reacted, Reaction } from "./chat-shapes.js";
import type { Ending, Hosts, Invite, Lifetime, NewInvite, NextRoom, RoomSettings } from "./host-shapes.js";
import type { Announcement, Kick, KickBan, News } from "./site-shapes.js";

export type {
  Announcement,
  Chat,
  ChatPage,
  Ending,
  Found,
  Gif,
  Hosts,
  Invite,
  Kick,
  KickBan,
  Lifetime,
  NewInvite,
  News,
  NextRoom,
  Quote,
  Reacted,
  Reaction,
  RoomSettings,
};

export interface Member {
  id: string;
  color: string;
  name: string;
}

export interface SeatedMember extends Member {
  /** The connection is lost, and the seat is kept for a while. */
  away?: true;
}

export interface RoomView {
  _id: string;
  title: string;
  max: number;
  secret: boolean;
  people: number;
  owner: Member;
  createdAt: string;
  /** The first ones only; `people` counts all. Of a secret room, outsiders see none. */
  members: Member[];
  /** These two are for insiders alone where a room is secret. */
  chats?: number;
  lastChatAt?: string | null;
  /** When an empty room will be removed; `null` while somebody has a seat, and for outsiders of a secret room. */
  endsAt: string | null;
  crowd: boolean;
  listed: boolean;
  locked: boolean;
  /** Asks who is new for a proof of work. */
  proof: boolean;
  /** Seconds between two messages of a visitor; 0 for no limit. */
  slow: number;
  /** Only hosts may write. */
  readOnly: boolean;
  lifetime: Lifetime;
  /** With a lifetime: when the room ends. */
  expiresAt: string | null;
  /** The ids of the opener and of whom hosts have made one. */
  hosts: string[];
  /** The member who moderates while no host is there. */
  acting?: string;
  below?: true;
}

export interface ErrorView extends Partial<KickBan> {
  code: string;
  message: string;
  /** With `PROOF_REQUIRED`: what to ask a puzzle for. */
  purpose?: string;
  retryAfter?: number;
  /** With `INTERNAL`: by it the operator finds the error in the log. */
  id?: string;
}

export type Answer<T> = { ok: true; data: T } | { ok: false; error: ErrorView };
export type Ack<T> = (answer: Answer<T>) => void;

/** `chat` is a sentence in the language of the receiving page. */
export interface Notice {
  user: "system";
  chat: string;
  member: Member;
  people: number;
}

export interface Whisper {
  from: Member;
  to: Member;
  chat: string;
  createdAt: string;
}

export interface Welcome {
  me: Member;
  room: RoomView;
  members: SeatedMember[];
  lastSeq: number;
  /** Every change up to this number has been sent, or is in the chats that follow. */
  changed: number;
  at: string;
  next?: NextRoom;
  watching?: true;
}

export interface Ban extends Member {
  /** Missing for bans of earlier versions. */
  at?: string;
}

export interface Knock {
  visitor: Member;
  message: string;
  at: string;
}

/** Of the visitor who asks. */
export interface KnockState {
  isAdmitted: boolean;
  isPending: boolean;
  /** Nobody answers while no host is in the room. */
  hasHost: boolean;
  /** After a refusal: when the visitor may knock again. */
  pausedUntil?: string;
}

/** The server shuts down: reconnect after a random time of at most `within` milliseconds. */
export interface Pause {
  within: number;
}

export interface LobbyEvents {
  newRoom: (room: RoomView) => void;
  updateRoom: (room: RoomView) => void;
  removeRoom: (id: string) => void;
  news: (news: News, ack: () => void) => void;
  admitted: (answer: { room: string }) => void;
  declined: (answer: { room: string }) => void;
  announce: (announcement: Announcement) => void;
  pause: (pause: Pause) => void;
}

export interface ChatEvents {
  welcome: (welcome: Welcome) => void;
  chat: (chats: Chat[]) => void;
  editChat: (chat: Chat) => void;
  removeChat: (chat: Chat) => void;
  react: (reacted: Reacted) => void;
  join: (notice: Notice) => void;
  exit: (notice: Notice) => void;
  rename: (member: Member) => void;
  away: (change: { member: string; away: boolean }) => void;
  typing: (member: string) => void;
  whisper: (whisper: Whisper) => void;
  hosts: (hosts: Hosts) => void;
  knock: (knock: Knock) => void;
  knockAnswered: (answer: { visitor: string; admitted: boolean }) => void;
  ending: (ending: Ending) => void;
  next: (next: NextRoom) => void;
  updateRoom: (room: RoomView) => void;
  removeRoom: (id: string) => void;
  took: (taken: { member: Member }) => void;
  kick: (kick: Kick) => void;
  announce: (announcement: Announcement) => void;
  pause: (pause: Pause) => void;
}

export interface ChatRequests {
  chat: (input: { chat: string; clientId?: string; replyTo?: number }, ack: Ack<Chat>) => void;
  history: (
    input: { before?: number; after?: number; changed?: number; since?: string; limit?: number },
    ack: Ack<ChatPage>,
  ) => void;
  editChat: (input: { seq: number; chat: string }, ack: Ack<Chat>) => void;
  removeChat: (input: { seq: number }, ack: Ack<Chat>) => void;
  react: (input: { seq: number; emoji: string; on?: boolean }, ack: Ack<Chat>) => void;
  search: (input: { q: string; before?: number }, ack: Ack<Found>) => void;
  nickname: (input: { name: string }, ack: Ack<Member>) => void;
  typing: () => void;
  whisper: (input: { to: string; chat: string }, ack: Ack<Whisper>) => void;
  kick: (input: { member: string; ban?: boolean }, ack: Ack<null>) => void;
  renameRoom: (input: { title: string }, ack: Ack<RoomView>) => void;
  settings: (input: RoomSettings, ack: Ack<RoomView>) => void;
  extend: (ack: Ack<RoomView>) => void;
  next: (input: { proof?: string }, ack: Ack<RoomView>) => void;
  hosts: (input: { member: string; on: boolean }, ack: Ack<RoomView>) => void;
  unban: (input: { member: string }, ack: Ack<null>) => void;
  invite: (input: { uses?: number; expires?: number }, ack: Ack<NewInvite>) => void;
  answerKnock: (input: { visitor: string; admit: boolean }, ack: Ack<null>) => void;
  leave: (ack: Ack<null>) => void;
}
