import { setImmediate as nextTurn } from "node:timers/promises";
import { MongoError } from "../errors.js";
import type { Work } from "./commits.js";

/** A command's turn: long work lets others in between, and ends when its time is over. */
export class Turn {
  /** Documents read so far, for `explain`. */
  examined = 0;
  private started = performance.now();
  private readonly deadline: number;

  constructor(
    readonly work: Work,
    maxTimeMs = 0,
  ) {
    this.deadline = maxTimeMs > 0 ? this.started + maxTimeMs : Number.POSITIVE_INFINITY;
  }

  get over(): boolean {
    return performance.now() - this.started > 4;
  }

  /** To be called between two chunks. */
  async pause(): Promise<void> {
    if (!this.over) return;
    if (performance.now() > this.deadline)
      throw new MongoError("MaxTimeMSExpired", "operation exceeded time limit");
    await nextTurn();
    this.started = performance.now();
  }
}
