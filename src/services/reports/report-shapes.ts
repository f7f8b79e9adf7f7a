import type { ReportKind } from "../../db/models/site/report.js";
import type { ReportContext, ReportedPicture, ReportReason } from "../../shared/report-shapes.js";

export type { ReportContext, ReportedPicture, ReportReason };

export interface ReportedAuthor {
  id: string;
  color: string;
  name: string;
  /** Keyed hashes of the author's addresses, as the room knew them. */
  from: string[];
}

export interface ReportCopy {
  title: string;
  secret: boolean;
  author?: ReportedAuthor;
  text?: string;
  picture?: ReportedPicture;
  context: ReportContext[];
}

/** A later state of a room that was reported again. */
export interface LaterCopy extends Pick<ReportCopy, "title" | "context"> {
  at: string;
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
