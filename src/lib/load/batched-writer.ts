import { setTimeout as wait } from "node:timers/promises";
import { Pacer } from "./pacer.js";

const MAX_BATCH = 500;
const MAX_PAUSE_MS = 50;
/** After that, a write that hangs no longer holds up the next. */
const MAX_WAIT_MS = 1000;

interface Waiting<T> {
  item: T;
  resolve(): void;
  reject(error: unknown): void;
}

/** Writes together what comes in one turn of the event loop, or while another write runs and the pause after it. */
export class BatchedWriter<T> {
  readonly #write: (items: readonly T[]) => Promise<ReadonlyMap<number, unknown>>;
  readonly #waiting: Waiting<T>[] = [];
  readonly #pacer = new Pacer({ maxPauseMs: MAX_PAUSE_MS });
  #isRunning = false;

  /** `write` resolves to the errors of single items, by their place; it rejects if all have failed. */
  constructor(write: (items: readonly T[]) => Promise<ReadonlyMap<number, unknown>>) {
    this.#write = write;
  }

  write(item: T): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#isRunning) return;
      this.#isRunning = true;
      setImmediate(() => this.#run());
    });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length) {
      await this.#pacer.pause();
      const batch = this.#waiting.splice(0, MAX_BATCH);
      const done = this.#pacer.run(batch.length, () => this.#writeBatch(batch));
      await Promise.race([done, wait(MAX_WAIT_MS, undefined, { ref: false })]);
    }
    this.#isRunning = false;
  }

  async #writeBatch(batch: readonly Waiting<T>[]): Promise<void> {
    try {
      const failed = await this.#write(batch.map(({ item }) => item));
      for (const [place, { resolve, reject }] of batch.entries())
        if (failed.has(place)) reject(failed.get(place));
        else resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
