import { type Connection, type Model, Schema } from "mongoose";
import type { Member } from "../shared/events.js";

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
  /** By visitor: the hold on the seat. Whoever gives a seat up names the hold, so a newer one keeps it. */
  holds: Record<string, string>;
  /** Visitors who gave the password. */
  guests: string[];
  bans: string[];
  chats: number;
  lastChatAt?: Date;
  createdAt: Date;
  /** When this room is removed, unless somebody comes. */
  endsAt?: Date;
}

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
    chats: { type: Number, default: 0 },
    lastChatAt: Date,
    createdAt: { type: Date, required: true },
    endsAt: Date,
  },
  { versionKey: false, minimize: false, strict: "throw", strictQuery: "throw" },
);
schema.index({ born: -1 }, { unique: true });
schema.index({ "members.id": 1 });
schema.index({ "owner.id": 1 });

export type Rooms = Model<RoomRecord>;

export const roomModel = (connection: Connection): Rooms => connection.model<RoomRecord>("Room", schema);
