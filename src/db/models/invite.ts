import { type Connection, type Model, Schema } from "mongoose";

export interface InviteRecord {
  _id: string;
  room: string;
  /** The host who made it. Missing in invites of earlier versions. */
  by?: string;
  token: string;
  uses: number;
  used: number;
  /** Already let in: a reload is no second use. */
  visitors: string[];
  expiresAt: Date;
}

const invite = new Schema<InviteRecord>(
  {
    _id: String,
    room: String,
    by: String,
    token: String,
    uses: Number,
    used: Number,
    visitors: [String],
    expiresAt: Date,
  },
  { versionKey: false },
);
invite.index({ token: 1 }, { unique: true });
invite.index({ room: 1 });
invite.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export type InviteModel = Model<InviteRecord>;

export const createInviteModel = (connection: Connection): InviteModel =>
  connection.model<InviteRecord>("Invite", invite.clone());
