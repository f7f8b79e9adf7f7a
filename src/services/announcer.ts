import type { Chat, Member, RoomView, Whisper } from "../shared/events.js";

/** What the domain tells the world. A hint at best: what is true is in the database. */
export interface Announcer {
  roomOpened(room: RoomView): void;
  roomChanged(room: RoomView): void;
  roomRemoved(room: string): void;
  chats(room: string, chats: Chat[]): void;
  chatEdited(room: string, chat: Chat): void;
  chatRemoved(room: string, chat: Chat): void;
  joined(room: string, member: Member, people: number): void;
  exited(room: string, member: Member, people: number): void;
  renamed(room: string, member: Member): void;
  typing(room: string, member: string): void;
  whispered(room: string, whisper: Whisper): void;
  /** The visitor has no seat any more: tell why, then close every connection into the room. */
  expelled(room: string, visitor: string, reason: "kicked" | "banned" | "left"): void;
  /** Nothing that was told counts any more: every connection is closed, and made anew by whoever is there. */
  reset(): void;
}
