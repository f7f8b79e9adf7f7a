import { Refusal } from "./errors.js";

/** Work that somebody waits for. Once the end has begun no more is begun, and what is under way is awaited. */
export class Duty {
  readonly #running = new Set<Promise<unknown>>();
  #over = false;

  async during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#over) throw new Refusal("BUSY");
    const running = work();
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  async end(): Promise<void> {
    this.#over = true;
    await Promise.allSettled(this.#running);
  }
}
