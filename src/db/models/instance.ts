import { type Connection, type Model, Schema } from "mongoose";

export interface InstanceRecord {
  _id: string;
  seenAt: Date;
  dead: boolean;
  watching?: Record<string, number>;
}

export interface RemovedRoomRecord {
  _id: string;
  at: Date;
  listed?: boolean;
}

const KEEP_REMOVED_S = 300;

const instance = new Schema<InstanceRecord>(
  { _id: String, seenAt: Date, dead: Boolean, watching: Schema.Types.Mixed },
  { versionKey: false, collection: "nodes" },
);

const removedRoom = new Schema<RemovedRoomRecord>(
  { _id: String, at: Date, listed: Boolean },
  { versionKey: false, collection: "endeds" },
);
removedRoom.index({ at: 1 }, { expireAfterSeconds: KEEP_REMOVED_S });

export type InstanceModel = Model<InstanceRecord>;
export type RemovedRoomModel = Model<RemovedRoomRecord>;

export const createInstanceModel = (connection: Connection): InstanceModel =>
  connection.model<InstanceRecord>("Instance", instance.clone());

export const createRemovedRoomModel = (connection: Connection): RemovedRoomModel =>
  connection.model<RemovedRoomRecord>("RemovedRoom", removedRoom.clone());
