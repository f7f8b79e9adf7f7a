import type { Chat, ChatInput, ChatPage, Found, Gif, Quote, Reacted, Reaction } from "./chat-shapes.js";
import type { Ending, Hosts, Invite, Lifetime, NewInvite, NextRoom, RoomSettings } from "./host-shapes.js";
import type { Member, RoomView, SeatedMember } from "./protocol/room-shapes.js";
import type { Announcement, Kick, KickBan, News } from "./site-shapes.js";

export type {
  Announcement,
  Chat,
  ChatInput,
  ChatPage,
  Ending,
  Found,
  Gif,
  Hosts,
  Invite,
  Kick,
  KickBan,
  Lifetime,
  Member,
  NewInvite,
  News,
  NextRoom,
  Quote,
  Reacted,
  Reaction,
  RoomSettings,
  RoomView,
  SeatedMember,
};

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
  /** A room is in the list from now on. */
  newRoom: (room: RoomView) => void;
  /** At most a few a second for each room. */
  updateRoom: (room: RoomView) => void;
  /** Its id. */
  removeRoom: (id: string) => void;
  /** Every three seconds; answer the acknowledgement. */
  news: (news: News, ack: () => void) => void;
  /** To the visitor who knocked alone. */
  admitted: (answer: { room: string }) => void;
  /** To the visitor who knocked alone; the next knock waits ten minutes. */
  declined: (answer: { room: string }) => void;
  /** An announcement of the operator. */
  announce: (announcement: Announcement) => void;
  /** The server shuts down. */
  pause: (pause: Pause) => void;
}

export interface ChatEvents {
  /** Once for each connection, before the messages that were missed. */
  welcome: (welcome: Welcome) => void;
  /** One or more, in the order of their seq. */
  chat: (chats: Chat[]) => void;
  /** Also for a change of what is drawn with it. */
  editChat: (chat: Chat) => void;
  /** It keeps its seq, and has no content. */
  removeChat: (chat: Chat) => void;
  /** Reactions to a message, gathered for a quarter of a second. */
  react: (reacted: Reacted) => void;
  /** Once for each visitor, not for each tab. */
  join: (notice: Notice) => void;
  /** A seat is free. */
  exit: (notice: Notice) => void;
  /** A member has another name. */
  rename: (member: Member) => void;
  /** The member's connection is lost, or back. */
  away: (change: { member: string; away: boolean }) => void;
  /** The member's id. */
  typing: (member: string) => void;
  /** To the two of them alone. */
  whisper: (whisper: Whisper) => void;
  /** When it changes who moderates. */
  hosts: (hosts: Hosts) => void;
  /** To hosts and the acting host. */
  knock: (knock: Knock) => void;
  /** To hosts and the acting host. */
  knockAnswered: (answer: { visitor: string; admitted: boolean }) => void;
  /** Five minutes before a room's lifetime is over. */
  ending: (ending: Ending) => void;
  /** The room that follows is open. */
  next: (next: NextRoom) => void;
  /** Its settings or members changed. */
  updateRoom: (room: RoomView) => void;
  /** The room has ended. Its id. */
  removeRoom: (id: string) => void;
  /** Somebody took a transcript. */
  took: (taken: { member: Member }) => void;
  /** Then the server disconnects. */
  kick: (kick: Kick) => void;
  /** An announcement of the operator. */
  announce: (announcement: Announcement) => void;
  /** The server shuts down. */
  pause: (pause: Pause) => void;
}

export interface ChatRequests {
  chat: (input: ChatInput, ack: Ack<Chat>) => void;
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
