import { type Connection, type Model, Schema } from "mongoose";

/** A ban by the operator. It is removed, and the address's hashes with it, once it is over. */
export interface SiteBanRecord {
  _id: string;
  visitor?: string;
  /** Of a raid, all that came from the address. */
  visitors?: string[];
  /** All bans of one raid have the same. */
  raid?: string;
  /** Keyed hashes of address groups. */
  from: string[];
  /** Missing: everywhere. */
  room?: string;
  /** Those that follow it. */
  nextRooms?: string[];
  at: Date;
  until: Date;
}

const schema = new Schema<SiteBanRecord>(
  {
    _id: { type: String, required: true },
    visitor: String,
    visitors: { type: [String], default: undefined },
    raid: String,
    from: [String],
    room: String,
    nextRooms: { type: [String], default: undefined },
    at: { type: Date, required: true },
    until: { type: Date, required: true },
  },
  { versionKey: false, strict: "throw", strictQuery: "throw" },
);
schema.index({ until: 1 }, { expireAfterSeconds: 0 });

export type SiteBanModel = Model<SiteBanRecord>;

export const createSiteBanModel = (connection: Connection): SiteBanModel =>
  connection.model<SiteBanRecord>("SiteBan", schema.clone());
