import { type Connection, type Model, Schema } from "mongoose";
import type { Member } from "../../shared/events.js";
import { type RoomWrites, tellWrites } from "../room-write-events.js";

export interface RoomRecord {
  _id: string;
  title: string;
  /** Lower-case words of the title: what the search looks for, by their beginnings. */
  words: string[];
  /** Time of opening and id: unique, so that pages of the lobby neither skip nor repeat a room. */
  born: string;
  max: number;
  /** Hash of the password of a secret room. */
  password?: string;
  owner: Member;
  members: Member[];
  /** By visitor, then by process: the holds on the seat. Whoever gives one up names it, so a newer one keeps the seat. */
  holds: Record<string, Record<string, string>>;
  /** Visitors who gave the password. */
  guests: string[];
  bans: string[];
  /** Visitors who were thrown out and have not come back. */
  kicked?: string[];
  chats: number;
  lastChatAt?: Date;
  /** The number of the last edit or removal, where other instances are to see it. */
  changes?: number;
  createdAt: Date;
  /** When this room is removed, unless somebody comes. */
  endsAt?: Date;
  /** Counts the changes that others want to see: of two records of a room, the one that counted further is newer. */
  rev: number;
  /** When the last of them was, by the database's clock. */
  touchedAt: Date;
}

/** Goes with each of those changes. */
export const touch = { $inc: { rev: 1 }, $currentDate: { touchedAt: true as const } };

const person = new Schema<Member>({ id: String, color: String, name: String }, { _id: false });

const schema = new Schema<RoomRecord>(
  {
    _id: String,
    title: { type: String, required: true },
    words: { type: [String], index: true },
    born: { type: String, required: true },
    max: { type: Number, required: true },
    password: String,
    owner: { type: person, required: true },
    members: [person],
    holds: { type: Schema.Types.Mixed, default: {} },
    guests: [String],
    bans: [String],
    kicked: { type: [String], default: undefined },
    chats: { type: Number, default: 0 },
    lastChatAt: Date,
    changes: Number,
    createdAt: { type: Date, required: true },
    endsAt: Date,
    rev: { type: Number, default: 0 },
    touchedAt: Date,
  },
  { versionKey: false, minimize: false, strict: "throw", strictQuery: "throw" },
);
schema.index({ born: -1 }, { unique: true });
schema.index({ "members.id": 1 });
schema.index({ "owner.id": 1 });
schema.index({ endsAt: 1 }, { sparse: true });
schema.index({ touchedAt: 1 });

export type Rooms = Model<RoomRecord>;

export function roomModel(connection: Connection, writes: RoomWrites): Rooms {
  const told = schema.clone();
  tellWrites(told, writes);
  return connection.model<RoomRecord>("Room", told);
}
