import type { ReportView } from "../../../shared/operator-props.js";

/** With what tells the author apart, which no page shows. */
export interface Report extends Omit<ReportView, "author"> {
  author?: { id: string; color: string; name: string; from: string[] };
}

export interface ReportList {
  reports: Report[];
  more: boolean;
  unreadable: number;
}

/** What strangers reported, until it is decided. */
export interface ReportSource {
  list(options: { before?: string | undefined }): Promise<ReportList>;
  get(id: string): Promise<Report>;
  picture(id: string): Promise<{ type: string; bytes: Buffer }>;
  decide(id: string): Promise<void>;
  count(): Promise<number>;
  isReported(rooms: string[]): Promise<Set<string>>;
}
