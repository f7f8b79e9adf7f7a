import { setTimeout as wait } from "node:timers/promises";

const PAUSE_FACTOR = 4;

/** Makes work that many share pause for a multiple of the time it takes, so that more share it while a server is busy. */
export class Pacer {
  readonly #maxPauseMs: number;
  #resumesAt = Number.NEGATIVE_INFINITY;

  constructor({ maxPauseMs }: { maxPauseMs: number }) {
    this.#maxPauseMs = maxPauseMs;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const pause = this.#resumesAt - performance.now();
    if (pause > 0) await wait(pause);
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      const endedAt = performance.now();
      this.#resumesAt = endedAt + Math.min(PAUSE_FACTOR * (endedAt - startedAt), this.#maxPauseMs);
    }
  }
}
