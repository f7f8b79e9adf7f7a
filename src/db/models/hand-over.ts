import { type Connection, type Model, Schema } from "mongoose";

export interface HandOverRecord {
  _id: string;
  /** The visitor, while the link can be used: unique, so a visitor has one such link. */
  open?: string;
  sealed?: string;
  used?: boolean;
  expiresAt: Date;
}

const handOver = new Schema<HandOverRecord>(
  { _id: String, open: String, sealed: String, used: Boolean, expiresAt: Date },
  { versionKey: false },
);
handOver.index({ open: 1 }, { unique: true, sparse: true });
handOver.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export type HandOverModel = Model<HandOverRecord>;

export const createHandOverModel = (connection: Connection): HandOverModel =>
  connection.model<HandOverRecord>("HandOver", handOver.clone());
