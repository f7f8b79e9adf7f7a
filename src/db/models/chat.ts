import { type Connection, type Model, type mongo, Schema } from "mongoose";

export interface GifRecord {
  /** File name without ending: `.gif` moves, `.webp` stands still. */
  file: string;
  width: number;
  height: number;
  frames: number;
  bytes: number;
  alt?: string;
  cover?: boolean;
}

export interface ChatRecord {
  room: string;
  seq: number;
  author: string;
  clientId: string;
  user: string;
  name: string;
  chat?: string;
  gif?: GifRecord;
  createdAt: Date;
  editedAt?: Date;
  removedAt?: Date;
  /** The last edit or the removal, among all of the room: 1, 2, 3 … */
  change?: { room: string; number: number };
}

/** Not stored yet. */
export interface NewChat extends ChatRecord {
  _id: mongo.ObjectId | undefined;
}

const gif = new Schema<GifRecord>(
  { file: String, width: Number, height: Number, frames: Number, bytes: Number, alt: String, cover: Boolean },
  { _id: false },
);

const change = new Schema<NonNullable<ChatRecord["change"]>>(
  { room: String, number: Number },
  { _id: false },
);

const schema = new Schema<ChatRecord>(
  {
    room: { type: String, required: true },
    seq: { type: Number, required: true },
    author: { type: String, required: true },
    clientId: { type: String, required: true },
    user: String,
    name: String,
    chat: String,
    gif,
    createdAt: { type: Date, required: true },
    editedAt: Date,
    removedAt: Date,
    change: { type: change, default: undefined },
  },
  { versionKey: false, strict: "throw", strictQuery: "throw" },
);
// These two hold promises 2 and 3: no two chats share a number, and no chat is stored twice.
schema.index({ room: 1, seq: 1 }, { unique: true });
schema.index({ room: 1, author: 1, clientId: 1 }, { unique: true });
// No two changes share a number. The room stands in it again so that it lists changed chats alone.
schema.index({ "change.room": 1, "change.number": 1 }, { unique: true, sparse: true });
// Without the room, so that it lists pictures alone: with it, each chat of words would have a place in it too.
schema.index({ "gif.file": 1 }, { sparse: true });

export type Chats = Model<ChatRecord>;

export const chatModel = (connection: Connection): Chats => connection.model<ChatRecord>("Chat", schema);
