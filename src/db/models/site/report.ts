import { type Connection, type Model, Schema } from "mongoose";

export type ReportKind = "message" | "picture" | "room";

/** The seq of a report of the room itself: no message has it. */
export const WHOLE_ROOM = 0;

/** Something that was reported, however often. What is not needed to find it again is sealed. */
export interface ReportRecord {
  /** Sorts by when it was made. */
  _id: string;
  kind: ReportKind;
  room: string;
  seq: number;
  /** Of the key that opens it. */
  mark: string;
  at: Date;
  latestAt: Date;
  expiresAt: Date;
  count: number;
  /** Keyed hashes of the visitors who reported it. */
  by: string[];
  /** The address that it was first reported from, and the network around it, hashed with the key of reports alone. */
  from: string[];
  /** Of the picture. */
  bytes: number;
  /** base64url, as are the reasons and copies. */
  sealed: string;
  /** The first and the last ones, which may be the same. */
  reasons: string[];
  lastReasons: string[];
  /** Of what changed after the first report: likewise. */
  copies: string[];
  lastCopies: string[];
  /** Keyed hashes of the addresses that gave a reason or a copy. */
  reasonsFrom: string[];
  copiesFrom: string[];
}

/** A part of a sealed picture, which may be larger than a document. */
export interface ReportPictureRecord {
  report: string;
  part: number;
  expiresAt: Date;
  bytes: Buffer;
}

const report = new Schema<ReportRecord>(
  {
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    room: { type: String, required: true },
    seq: { type: Number, required: true },
    mark: { type: String, required: true },
    at: { type: Date, required: true },
    latestAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    count: { type: Number, required: true },
    by: [String],
    from: [String],
    bytes: { type: Number, required: true },
    sealed: { type: String, required: true },
    reasons: [String],
    lastReasons: [String],
    copies: [String],
    lastCopies: [String],
    reasonsFrom: [String],
    copiesFrom: [String],
  },
  { versionKey: false, strict: "throw", strictQuery: "throw" },
);
// Of two who report the same thing at the same moment, one makes the report and the other adds to it.
report.index({ room: 1, seq: 1, mark: 1 }, { unique: true });
report.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const picture = new Schema<ReportPictureRecord>(
  {
    report: { type: String, required: true },
    part: { type: Number, required: true },
    expiresAt: { type: Date, required: true },
    bytes: { type: Buffer, required: true },
  },
  { versionKey: false, strict: "throw", strictQuery: "throw" },
);
picture.index({ report: 1, part: 1 }, { unique: true });
picture.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export type ReportModel = Model<ReportRecord>;
export type ReportPictureModel = Model<ReportPictureRecord>;

export const createReportModel = (connection: Connection): ReportModel =>
  connection.model<ReportRecord>("Report", report.clone());

export const createReportPictureModel = (connection: Connection): ReportPictureModel =>
  connection.model<ReportPictureRecord>("ReportPicture", picture.clone());
