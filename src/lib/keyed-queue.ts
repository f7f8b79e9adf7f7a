import { Turns } from "./bounded-queue.js";

/** By key, one after the other; different keys do not wait for each other. */
export class Lines {
  readonly #mostWaiting: number;
  readonly #lines = new Map<string, { turns: Turns; people: number }>();

  constructor(mostWaiting: number) {
    this.#mostWaiting = mostWaiting;
  }

  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(key) ?? { turns: new Turns(1, this.#mostWaiting), people: 0 };
    this.#lines.set(key, line);
    line.people++;
    try {
      return await line.turns.take(work);
    } finally {
      if (--line.people === 0) this.#lines.delete(key);
    }
  }
}
