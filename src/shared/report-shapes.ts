/** All times are ISO strings. */
export interface ReportedPicture {
  type: string;
  width: number;
  height: number;
  frames: number;
  alt?: string;
  hashes: string[];
  looks?: string[];
}

export interface ReportContext {
  seq: number;
  name: string;
  color: string;
  author: string;
  text?: string;
  picture?: boolean;
  at: string;
  isReported: boolean;
}

export interface ReportReason {
  at: string;
  text: string;
  /** The message by then, if it was edited after it was first reported. */
  editedText?: string;
}

/** A sealed copy, opened. Several reports of the same thing are one. */
export interface ReportView {
  id: string;
  at: string;
  latestAt: string;
  kind: "message" | "picture" | "room";
  /** Its id. */
  room: string;
  seq?: number;
  title: string;
  secret: boolean;
  /** Missing: nobody to ban. */
  author?: { id: string; color: string; name: string };
  text?: string;
  /** Shown by GET /operator/reports/ID/picture. */
  picture?: ReportedPicture;
  context: ReportContext[];
  /** At most the ten first and the ten latest. */
  reasons: ReportReason[];
  /** Of a room, when it was reported again and had changed. */
  copies?: { at: string; title: string; context: ReportContext[] }[];
  count: number;
}
