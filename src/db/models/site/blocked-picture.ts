import { type Connection, type Model, Schema } from "mongoose";

/** A picture that the operator has blocked. `_id`: the first of its hashes. */
export interface BlockedPictureRecord {
  _id: string;
  /** The SHA-256 of each file that is refused, as hexadecimal digits. */
  hashes: string[];
  at: Date;
  by?: string;
  looks?: string[];
  /** Parts of the first look, so that an index finds what is alike. */
  lookParts?: string[];
  /** Pictures that look alike are refused as well. */
  alike?: boolean;
}

const schema = new Schema<BlockedPictureRecord>(
  {
    _id: { type: String, required: true },
    hashes: { type: [String], required: true },
    at: { type: Date, required: true },
    by: String,
    looks: { type: [String], default: undefined },
    lookParts: { type: [String], default: undefined },
    alike: Boolean,
  },
  { versionKey: false, strict: "throw", strictQuery: "throw" },
);
schema.index({ at: -1, _id: -1 });
schema.index({ hashes: 1 });
schema.index({ lookParts: 1 }, { sparse: true });

export type BlockedPictureModel = Model<BlockedPictureRecord>;

export const createBlockedPictureModel = (connection: Connection): BlockedPictureModel =>
  connection.model<BlockedPictureRecord>("BlockedPicture", schema.clone());
