import type { ReportKind } from "../../db/models/site/report.js";

export interface ReportedAuthor {
  id: string;
  color: string;
  name: string;
  /** Keyed hashes of the author's addresses, as the room knew them. */
  from: string[];
}

export interface ReportedPicture {
  type: string;
  width: number;
  height: number;
  frames: number;
  alt?: string;
  hashes: string[];
  looks?: string[];
}

export interface ContextChat {
  seq: number;
  name: string;
  color: string;
  author: string;
  text?: string;
  picture?: boolean;
  at: string;
  isReported: boolean;
}

export interface ReportCopy {
  title: string;
  secret: boolean;
  author?: ReportedAuthor;
  text?: string;
  picture?: ReportedPicture;
  context: ContextChat[];
}

/** What a room had become when it was reported once more. */
export interface LaterCopy extends Pick<ReportCopy, "title" | "context"> {
  at: string;
}

export interface ReportReason {
  at: string;
  text: string;
  /** The text by then, if the message was edited after it was first reported. */
  editedText?: string;
}

/** All times are ISO strings. */
export interface Report extends ReportCopy {
  id: string;
  at: string;
  latestAt: string;
  kind: ReportKind;
  room: string;
  seq?: number;
  /** The first and the latest of those that say something. */
  reasons: ReportReason[];
  copies?: LaterCopy[];
  count: number;
}

export interface ReportPage {
  /** The newest first. */
  reports: Report[];
  more: boolean;
  /** In all, not only on this page: made under another token, or damaged. */
  unreadable: number;
}
