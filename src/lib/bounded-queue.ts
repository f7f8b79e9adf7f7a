import { Refusal } from "../services/errors.js";

/** So many at once; a bounded number waits its turn, and the rest is refused instead of being kept waiting. */
export class Turns {
  readonly #atOnce: number;
  readonly #mostWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(atOnce: number, mostWaiting: number) {
    this.#atOnce = atOnce;
    this.#mostWaiting = mostWaiting;
  }

  async take<T>(work: () => Promise<T>): Promise<T> {
    await this.#begin();
    try {
      return await work();
    } finally {
      // The turn is handed on, not given back, so that nobody who comes now is served before those who wait.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }

  async #begin(): Promise<void> {
    if (this.#running < this.#atOnce) {
      this.#running++;
      return;
    }
    if (this.#waiting.length >= this.#mostWaiting) throw new Refusal("BUSY");
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
