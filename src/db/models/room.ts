import { type Connection, type Model, Schema } from "mongoose";
import type { Member } from "../../shared/events.js";

export interface RoomRecord {
  _id: string;
  title: string;
  words: string[];
  /** The lobby's sort key: time of opening and id. Unique, so that pages neither skip nor repeat a room. */
  born: string;
  max: number;
  password?: string;
  owner: Member;
  members: Member[];
  /** Tokens by visitor and instance. A hold is given up by its token, so a newer one keeps the seat. */
  holds: Record<string, Record<string, string>>;
  guests: string[];
  bans: string[];
  kicked?: string[];
  chats: number;
  lastChatAt?: Date;
  /** The number of the last edit or removal. Only written when there are other instances. */
  changes?: number;
  createdAt: Date;
  endsAt?: Date;
  /** Revision: of two records of a room, the higher is newer. */
  rev: number;
  touchedAt: Date;
}

export const bumpRevision = { $inc: { rev: 1 }, $currentDate: { touchedAt: true as const } };

const member = new Schema<Member>({ id: String, color: String, name: String }, { _id: false });

export const roomSchema = new Schema<RoomRecord>(
  {
    _id: String,
    title: { type: String, required: true },
    words: { type: [String], index: true },
    born: { type: String, required: true },
    max: { type: Number, required: true },
    password: String,
    owner: { type: member, required: true },
    members: [member],
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
roomSchema.index({ born: -1 }, { unique: true });
roomSchema.index({ "members.id": 1 });
roomSchema.index({ "owner.id": 1 });
roomSchema.index({ endsAt: 1 }, { sparse: true });
roomSchema.index({ touchedAt: 1 });

export type RoomModel = Model<RoomRecord>;

export const createRoomModel = (connection: Connection, schema: Schema<RoomRecord>): RoomModel =>
  connection.model<RoomRecord>("Room", schema);
