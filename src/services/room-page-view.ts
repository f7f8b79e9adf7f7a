import type { Chat, Knock, NextRoom, RoomView, SeatedMember } from "../shared/events.js";

export interface RoomPageView {
  room: RoomView;
  members: SeatedMember[];
  chats: Chat[];
  more: boolean;
  newer: boolean;
  lastSeq: number;
  changed: number;
  isOwner: boolean;
  isHost: boolean;
  isModerator: boolean;
  knocks: Knock[];
  next?: NextRoom;
  watching?: true;
}
