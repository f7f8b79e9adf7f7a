import { type Connection, type Model, type mongo, Schema } from "mongoose";

interface GifLook {
  width: number;
  height: number;
  frames: number;
  bytes: number;
  alt?: string;
  cover?: boolean;
}

export interface StoredGif extends GifLook {
  /** Several chats may show the same file. */
  file: string;
  /** Missing for GIFs. */
  type?: "webp";
  small?: boolean;
  stored?: number;
  from?: string;
  /** SHA-256 of the bytes that were sent and, if they differ, of those stored. */
  hashes?: string[];
  /** Difference hashes of one frame, or of the first, a middle and the last. Missing for flat pictures. */
  looks?: string[];
  /** Parts of the first look, so that an index finds what is alike. */
  lookParts?: string[];
}

/** One of the animations in `public/pack`. */
export interface PackGif extends GifLook {
  pack: string;
  file?: never;
}

export type GifRecord = StoredGif | PackGif;

export const isPack = (gif: GifRecord): gif is PackGif => gif.file === undefined;

export interface ReactionRecord {
  emoji: string;
  members: string[];
}

export interface ChatRecord {
  room: string;
  seq: number;
  author: string;
  /** Said by a hook: the host who made it. */
  bot?: string;
  clientId: string;
  user: string;
  name: string;
  chat?: string;
  gif?: GifRecord;
  /** The seq of the chat that this one answers. */
  replyTo?: number;
  mentions?: string[];
  reactions?: ReactionRecord[];
  createdAt: Date;
  editedAt?: Date;
  removedAt?: Date;
  /** The last edit, reaction or the removal, numbered 1, 2, 3 … in the room. */
  change?: { room: string; number: number; isReaction?: boolean };
}

/** The author, or for a hook its maker: the operator's bans are for this visitor. */
export const responsibleFor = ({ author, bot }: Pick<ChatRecord, "author" | "bot">): string => bot ?? author;

export interface NewChat extends ChatRecord {
  _id: mongo.ObjectId | undefined;
}

const gif = new Schema<StoredGif & Partial<Pick<PackGif, "pack">>>(
  {
    file: String,
    pack: String,
    type: { type: String },
    small: Boolean,
    width: Number,
    height: Number,
    frames: Number,
    bytes: Number,
    alt: String,
    cover: Boolean,
    stored: Number,
    from: String,
    hashes: { type: [String], default: undefined },
    looks: { type: [String], default: undefined },
    lookParts: { type: [String], default: undefined },
  },
  { _id: false },
);

const change = new Schema<NonNullable<ChatRecord["change"]>>(
  { room: String, number: Number, isReaction: Boolean },
  { _id: false },
);

const reaction = new Schema<ReactionRecord>({ emoji: String, members: [String] }, { _id: false });

const schema = new Schema<ChatRecord>(
  {
    room: { type: String, required: true },
    seq: { type: Number, required: true },
    author: { type: String, required: true },
    bot: String,
    clientId: { type: String, required: true },
    user: String,
    name: String,
    chat: String,
    gif,
    replyTo: Number,
    mentions: { type: [String], default: undefined },
    reactions: { type: [reaction], default: undefined },
    createdAt: { type: Date, required: true },
    editedAt: Date,
    removedAt: Date,
    change: { type: change, default: undefined },
  },
  { versionKey: false, strict: "throw", strictQuery: "throw" },
);
// Promises 2 and 3 rest on these two: no two chats share a number, and no chat is stored twice.
schema.index({ room: 1, seq: 1 }, { unique: true });
schema.index({ room: 1, author: 1, clientId: 1 }, { unique: true });
// No two changes share a number. `change.room` repeats the room so that the index holds changed chats only.
schema.index({ "change.room": 1, "change.number": 1 }, { unique: true, sparse: true });
// Without the room, or the index would hold every text as well.
schema.index({ "gif.file": 1 }, { sparse: true });
schema.index({ "gif.hashes": 1 }, { sparse: true });
schema.index({ "gif.lookParts": 1 }, { sparse: true });

export type ChatModel = Model<ChatRecord>;

export const createChatModel = (connection: Connection): ChatModel =>
  connection.model<ChatRecord>("Chat", schema.clone());
