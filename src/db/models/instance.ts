import { type Connection, type Model, Schema } from "mongoose";

/** A process that serves, as long as it says so. */
export interface NodeRecord {
  _id: string;
  /** By the database's clock. */
  seenAt: Date;
  /** It was silent for too long: the others take its seats away, and it has to start afresh. */
  dead: boolean;
}

/** A room that was removed, for those who did not hear it. */
export interface EndedRecord {
  _id: string;
  at: Date;
}

const REMEMBER_S = 300;

const node = new Schema<NodeRecord>({ _id: String, seenAt: Date, dead: Boolean }, { versionKey: false });

const ended = new Schema<EndedRecord>({ _id: String, at: Date }, { versionKey: false });
ended.index({ at: 1 }, { expireAfterSeconds: REMEMBER_S });

export type Nodes = Model<NodeRecord>;
export type Ended = Model<EndedRecord>;

export const nodeModel = (connection: Connection): Nodes => connection.model<NodeRecord>("Node", node);
export const endedModel = (connection: Connection): Ended => connection.model<EndedRecord>("Ended", ended);
