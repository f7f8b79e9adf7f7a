import { type Connection, type Model, Schema } from "mongoose";

export const SITE = "site";

/** The operator's switches, each until some time. One document for all instances. */
export interface SiteStateRecord {
  _id: typeof SITE;
  /** Counts the changes of this and of the bans. */
  rev?: number;
  openingsClosedUntil?: Date;
  lobbyHiddenUntil?: Date;
  proofUntil?: Date;
  announcement?: { text: string; at: Date; until: Date };
}

const schema = new Schema<SiteStateRecord>(
  {
    _id: { type: String, required: true },
    rev: Number,
    openingsClosedUntil: Date,
    lobbyHiddenUntil: Date,
    proofUntil: Date,
    announcement: new Schema({ text: String, at: Date, until: Date }, { _id: false }),
  },
  { versionKey: false, strict: "throw", strictQuery: "throw" },
);

export type SiteStateModel = Model<SiteStateRecord>;

export const createSiteStateModel = (connection: Connection): SiteStateModel =>
  connection.model<SiteStateRecord>("SiteState", schema.clone());
