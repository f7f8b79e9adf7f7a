import { setTimeout as wait } from "node:timers/promises";
import { Pacer } from "./pacer.js";

const MAX_PAUSE_MS = 400;
/** Those who ask for other keys do not wait longer for one that is slow. */
const MAX_WAIT_MS = 250;

/** Hands over together what is asked of each key: at once while little happens, and in rounds while much does. */
export class KeyedBatches<T> {
  /** Never rejects. */
  readonly #work: (key: string, items: readonly T[]) => Promise<void>;
  readonly #pacer = new Pacer({ maxPauseMs: MAX_PAUSE_MS });
  #waiting = new Map<string, T[]>();
  #isRunning = false;

  constructor(work: (key: string, items: readonly T[]) => Promise<void>) {
    this.#work = work;
  }

  add(key: string, item: T): void {
    const waiting = this.#waiting.get(key);
    if (waiting) waiting.push(item);
    else this.#waiting.set(key, [item]);
    if (this.#isRunning) return;
    this.#isRunning = true;
    setImmediate(() => this.#run());
  }

  async #run(): Promise<void> {
    while (this.#waiting.size) {
      await this.#pacer.pause();
      await this.#runAll();
    }
    this.#isRunning = false;
  }

  async #runAll(): Promise<void> {
    const all = [...this.#waiting];
    this.#waiting = new Map();
    const count = all.reduce((sum, [, items]) => sum + items.length, 0);
    const done = this.#pacer.run(count, () => Promise.all(all.map(([key, items]) => this.#work(key, items))));
    await Promise.race([done, wait(MAX_WAIT_MS, undefined, { ref: false })]);
  }
}
