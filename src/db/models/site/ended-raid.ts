import { type Connection, type Model, Schema } from "mongoose";

/** A raid that was ended and is not yet removed. It goes with the last of what the raid left. */
export interface EndedRaidRecord {
  _id: string;
  at: Date;
  /** Of its bans, one for each address. */
  until: Date;
  groups: { ban: string; from: string; visitors: string[] }[];
  /** Rooms that the raid opened. Missing until its bans hold. */
  toEnd?: string[];
  /** Rooms of others, which it may have written into. */
  toClean?: string[];
  /** One instance works on it until then. */
  leasedUntil: Date;
}

const schema = new Schema<EndedRaidRecord>(
  {
    _id: { type: String, required: true },
    at: { type: Date, required: true },
    until: { type: Date, required: true },
    groups: [Schema.Types.Mixed],
    toEnd: { type: [String], default: undefined },
    toClean: { type: [String], default: undefined },
    leasedUntil: { type: Date, required: true },
  },
  { versionKey: false, strict: "throw", strictQuery: "throw" },
);

export type EndedRaidModel = Model<EndedRaidRecord>;

export const createEndedRaidModel = (connection: Connection): EndedRaidModel =>
  connection.model<EndedRaidRecord>("EndedRaid", schema.clone());
