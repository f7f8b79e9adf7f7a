import { setTimeout as wait } from "node:timers/promises";

const PAUSE_FACTOR = 4;
/** More than the pages that are served at the same moment: those do not wait for each other. */
const MANY = 20;

/** Makes work that many share pause for a multiple of the time it takes, so that more share it while a server is busy. */
export class Pacer {
  readonly #maxPauseMs: number;
  #resumesAt = Number.NEGATIVE_INFINITY;

  constructor({ maxPauseMs }: { maxPauseMs: number }) {
    this.#maxPauseMs = maxPauseMs;
  }

  async pause(): Promise<void> {
    const pause = this.#resumesAt - performance.now();
    if (pause > 0) await wait(pause);
  }

  /** `work` is for so many. */
  async run<T>(count: number, work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      const endedAt = performance.now();
      const pause = Math.min(PAUSE_FACTOR * (endedAt - startedAt), this.#maxPauseMs);
      if (count > MANY) this.#resumesAt = endedAt + pause;
    }
  }
}
