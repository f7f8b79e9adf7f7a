import { setImmediate as nextTurn } from "node:timers/promises";
import { MongoError } from "../errors.js";
import type { UnitOfWork } from "./unit-of-work.js";

/** Other commands wait about this long for one that takes longer. */
const TIME_SLICE_MS = 4;

/** A running command: it yields to others between chunks of its work, and fails once its time limit is over. */
export class Operation {
  readonly #maxTimeMs: number;
  documentsExamined = 0;
  work: UnitOfWork;
  #sliceStart = performance.now();
  #spentMs = 0;

  constructor(work: UnitOfWork, maxTimeMs = 0) {
    this.work = work;
    this.#maxTimeMs = maxTimeMs;
  }

  get shouldYield(): boolean {
    return performance.now() - this.#sliceStart > TIME_SLICE_MS;
  }

  /** For the next `getMore` of a cursor. The time between the two commands does not count. */
  continueWith(work: UnitOfWork): void {
    this.work = work;
    this.#sliceStart = performance.now();
  }

  async yieldIfDue(): Promise<void> {
    if (!this.shouldYield) return;
    this.#spentMs += performance.now() - this.#sliceStart;
    if (this.#maxTimeMs > 0 && this.#spentMs > this.#maxTimeMs)
      throw new MongoError("MaxTimeMSExpired", "operation exceeded time limit");
    await nextTurn();
    if (this.work.isShuttingDown) throw new MongoError("InterruptedAtShutdown", "the store is closing");
    this.#sliceStart = performance.now();
  }
}
