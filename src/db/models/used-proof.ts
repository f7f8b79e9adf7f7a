import { type Connection, type Model, Schema } from "mongoose";

export interface UsedProofRecord {
  /** The signature of the challenge. Unique, so of two requests with the same proof one fails. */
  _id: string;
  expiresAt: Date;
}

const usedProof = new Schema<UsedProofRecord>({ _id: String, expiresAt: Date }, { versionKey: false });
usedProof.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export type UsedProofModel = Model<UsedProofRecord>;

export const createUsedProofModel = (connection: Connection): UsedProofModel =>
  connection.model<UsedProofRecord>("UsedProof", usedProof.clone());
