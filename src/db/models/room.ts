import { type Connection, type Model, Schema } from "mongoose";
import type { Lifetime, Member } from "../../shared/events.js";
import type { HookRecord } from "./hook.js";

export interface AddressBan {
  visitor: string;
  from: string;
  at: Date;
}

export interface KnockRecord extends Member {
  message: string;
  at: Date;
  from?: string;
}

export interface SeatedMember extends Member {
  looks?: string[];
}

export interface RoomRecord {
  _id: string;
  title: string;
  words: string[];
  /** The lobby's sort key: time of opening and id. Unique, so that pages neither skip nor repeat a room. */
  born: string;
  /** The sort key of the lobby's order by liveliness: time of the last message, or of the opening, and id. */
  heard?: string;
  max: number;
  password?: string;
  owner: Member;
  members: SeatedMember[];
  /** Tokens by visitor and instance. A hold is given up by its token, so a newer one keeps the seat. */
  holds: Record<string, Record<string, string>>;
  /** By visitor and instance, as `holds`: until when a hold whose connection is gone keeps the seat. */
  absences?: Record<string, Record<string, Date>>;
  guests: string[];
  bans: string[];
  addressBans?: AddressBan[];
  kicked?: string[];
  /** Whether anybody but the opener was ever in. Rooms of earlier versions do not say. */
  visited?: boolean;
  emptySince?: Date;
  /** Keyed hashes of addresses, as in the fields below; they are removed with the room. */
  openedFrom?: string[];
  below?: boolean;
  seatedFrom?: Record<string, string>;
  seatsOf?: Record<string, number>;
  /** Later addresses of seats, by visitor. They count for bans alone. */
  heldFrom?: Record<string, string[]>;
  /** Addresses of members who left lately, who can still be banned. */
  leftFrom?: { visitor: string; from: string }[];
  crowd?: boolean;
  listed?: false;
  /** When it was last listed or unlisted after its opening. */
  listedAt?: Date;
  locked?: boolean;
  proof?: boolean;
  /** Visitors who have given the proof of work that the room, or the operator, asks for. */
  proven?: string[];
  /** Let in past password and lock, by an invite or a knock. */
  invited?: string[];
  knocks?: KnockRecord[];
  declined?: Record<string, Date>;
  slow?: number;
  /** While the room is slow: the last message of each visitor. */
  spoke?: Record<string, { at: Date; clientId?: string }>;
  readOnly?: boolean;
  lifetime?: Exclude<Lifetime, "left">;
  /** With a lifetime: when the room ends, whether somebody is in it or not. */
  expiresAt?: Date;
  next?: string;
  /** Without the opener. */
  hosts?: string[];
  acting?: string;
  hooks?: HookRecord[];
  /** Since when members have been without a host. */
  hostlessSince?: Date;
  bannedAs?: Record<string, { name: string; at: Date }>;
  pictures?: { bytes: number; from?: Record<string, number>; at?: Date };
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

const seatedMember = new Schema<SeatedMember>(
  { id: String, color: String, name: String, looks: { type: [String], default: undefined } },
  { _id: false },
);

export const roomSchema = new Schema<RoomRecord>(
  {
    _id: String,
    title: { type: String, required: true },
    words: { type: [String], index: true },
    born: { type: String, required: true },
    heard: String,
    max: { type: Number, required: true },
    password: String,
    owner: { type: member, required: true },
    members: [seatedMember],
    holds: { type: Schema.Types.Mixed, default: {} },
    absences: Schema.Types.Mixed,
    guests: [String],
    bans: [String],
    addressBans: { type: [Schema.Types.Mixed], default: undefined },
    kicked: { type: [String], default: undefined },
    visited: Boolean,
    emptySince: Date,
    openedFrom: { type: [String], default: undefined },
    below: Boolean,
    seatedFrom: Schema.Types.Mixed,
    seatsOf: Schema.Types.Mixed,
    heldFrom: Schema.Types.Mixed,
    leftFrom: { type: [Schema.Types.Mixed], default: undefined },
    crowd: Boolean,
    listed: Boolean,
    listedAt: Date,
    locked: Boolean,
    proof: Boolean,
    proven: { type: [String], default: undefined },
    invited: { type: [String], default: undefined },
    knocks: { type: [Schema.Types.Mixed], default: undefined },
    declined: Schema.Types.Mixed,
    slow: Number,
    spoke: Schema.Types.Mixed,
    readOnly: Boolean,
    lifetime: String,
    expiresAt: Date,
    next: String,
    hosts: { type: [String], default: undefined },
    acting: String,
    hooks: { type: [Schema.Types.Mixed], default: undefined },
    hostlessSince: Date,
    bannedAs: Schema.Types.Mixed,
    pictures: Schema.Types.Mixed,
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
roomSchema.index({ createdAt: -1, _id: -1 });
roomSchema.index({ heard: -1 });
roomSchema.index({ "members.id": 1 });
roomSchema.index({ "owner.id": 1 });
roomSchema.index({ endsAt: 1 }, { sparse: true });
roomSchema.index({ expiresAt: 1 }, { sparse: true });
roomSchema.index({ listed: 1 }, { sparse: true });
roomSchema.index({ touchedAt: 1 });
roomSchema.index({ openedFrom: 1 }, { sparse: true });
roomSchema.index({ visited: 1, emptySince: 1, createdAt: 1 });
roomSchema.index({ "knocks.from": 1 }, { sparse: true });
roomSchema.index({ "pictures.bytes": 1 }, { sparse: true });
roomSchema.index({ "hooks.token": 1 }, { sparse: true });
roomSchema.index({ "hooks.by": 1 }, { sparse: true });

export type RoomModel = Model<RoomRecord>;

export const createRoomModel = (connection: Connection, schema: Schema<RoomRecord>): RoomModel =>
  connection.model<RoomRecord>("Room", schema);
