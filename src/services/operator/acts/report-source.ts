import type { Report, ReportPage } from "../../reports/report-shapes.js";

export interface ReportSource {
  list(options: { before?: string | undefined }): Promise<ReportPage>;
  get(id: string): Promise<Report>;
  picture(id: string): Promise<{ type: string; bytes: Buffer }>;
  decide(id: string): Promise<void>;
  countAlike(id: string): Promise<number>;
  decideAll(id: string): Promise<number>;
  /** Resolves to how many there were. */
  removeUnreadable(): Promise<number>;
  count(): Promise<number>;
  isReported(rooms: string[]): Promise<Set<string>>;
}
