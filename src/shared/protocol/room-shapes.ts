import type { Lifetime } from "../host-shapes.js";

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
