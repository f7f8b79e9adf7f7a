import { setImmediate as nextTurn } from "node:timers/promises";
import { MongoError } from "../errors.js";
import type { Work } from "./group-commit.js";

/** Nobody else waits longer than about this for a command that works on. */
const SLICE_MS = 4;

/** A command's turn: long work lets others in between, and ends when its time is over. */
export class Turn {
  /** Documents read so far, for `explain`. */
  examined = 0;
  private started = performance.now();
  private spent = 0;

  constructor(
    public work: Work,
    private readonly maxTimeMs = 0,
  ) {}

  get over(): boolean {
    return performance.now() - this.started > SLICE_MS;
  }

  /** The next command goes on with this work; the time in between was not the store's. */
  resume(work: Work): void {
    this.work = work;
    this.started = performance.now();
  }

  /** To be called between two chunks. */
  async pause(): Promise<void> {
    if (!this.over) return;
    this.spent += performance.now() - this.started;
    if (this.maxTimeMs > 0 && this.spent > this.maxTimeMs) {
      throw new MongoError("MaxTimeMSExpired", "operation exceeded time limit");
    }
    await nextTurn();
    if (this.work.stopped) throw new MongoError("InterruptedAtShutdown", "the store is closing");
    this.started = performance.now();
  }
}
