import { type Connection, type Model, Schema } from "mongoose";

/** `_id`: the SHA-256 of a file, as hexadecimal digits. */
export interface BlockedPictureRecord {
  _id: string;
  at: Date;
  by?: string;
}

const schema = new Schema<BlockedPictureRecord>(
  { _id: { type: String, required: true }, at: { type: Date, required: true }, by: String },
  { versionKey: false, strict: "throw", strictQuery: "throw" },
);
schema.index({ at: -1, _id: -1 });

export type BlockedPictureModel = Model<BlockedPictureRecord>;

export const createBlockedPictureModel = (connection: Connection): BlockedPictureModel =>
  connection.model<BlockedPictureRecord>("BlockedPicture", schema.clone());
