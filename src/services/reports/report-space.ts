import type { ReportRecord } from "../../db/models/site/report.js";
import { Refusal } from "../errors.js";

const MB = 1024 * 1024;
const MOST = { reports: 500, bytes: 200 * MB };
/** One address cannot use up the space that others need to report it. */
const OF_ADDRESS = { reports: 50, bytes: 40 * MB };

type Size = Pick<ReportRecord, "bytes" | "from">;

/** The space for one more report. Nothing undecided goes for it: else a raid could bury what was reported of it. */
export class ReportSpace {
  readonly #all: readonly Size[];
  readonly #ofAddress: readonly Size[];

  constructor(all: readonly Size[], from: readonly string[]) {
    this.#all = all;
    this.#ofAddress = all.filter((one) => one.from.some((address) => from.includes(address)));
  }

  assertFits(bytes: number): void {
    if (isFull(this.#all, bytes, MOST)) throw new Refusal("STORAGE_FULL");
    if (isFull(this.#ofAddress, bytes, OF_ADDRESS)) throw new Refusal("TOO_MANY_REQUESTS");
  }
}

const isFull = (open: readonly Size[], bytes: number, most: typeof MOST): boolean =>
  open.length >= most.reports || open.reduce((sum, one) => sum + one.bytes, bytes) > most.bytes;
