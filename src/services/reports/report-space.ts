import type { ReportRecord } from "../../db/models/site/report.js";
import { WIDE_FACTOR } from "../../lib/address-group.js";
import { Refusal } from "../errors.js";

const MB = 1024 * 1024;
const MOST = { reports: 500, bytes: 200 * MB };
/** One address cannot use up the space that others need to report it. */
const OF_ADDRESS = { reports: 50, bytes: 40 * MB };
const OF_NETWORK = {
  reports: Math.min(OF_ADDRESS.reports * WIDE_FACTOR, MOST.reports / 2),
  bytes: Math.min(OF_ADDRESS.bytes * WIDE_FACTOR, MOST.bytes / 2),
};

type Size = Pick<ReportRecord, "bytes" | "from">;

/** The space for one more report. Nothing undecided goes for it: else a raid could bury what was reported of it. */
export class ReportSpace {
  readonly #all: readonly Size[];
  readonly #from: readonly string[];

  /** `from`: the address, and the network around it. */
  constructor(all: readonly Size[], from: readonly string[]) {
    this.#all = all;
    this.#from = from;
  }

  assertFits(bytes: number): void {
    if (isFull(this.#all, bytes, MOST)) throw new Refusal("STORAGE_FULL");
    for (const [i, address] of this.#from.entries()) {
      const known = this.#all.filter(({ from }) => from.includes(address));
      if (isFull(known, bytes, i ? OF_NETWORK : OF_ADDRESS)) throw new Refusal("TOO_MANY_REPORTS");
    }
  }
}

const isFull = (open: readonly Size[], bytes: number, most: typeof MOST): boolean =>
  open.length >= most.reports || open.reduce((sum, one) => sum + one.bytes, bytes) > most.bytes;
