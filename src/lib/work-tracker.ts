import { Refusal } from "../services/errors.js";

/** Work that somebody waits for. Once the end has begun no more is begun, and what is under way is awaited. */
export class Duty {
  #running = 0;
  #over = false;
  #done: () => void = () => {};

  async during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#over) throw new Refusal("BUSY");
    this.#running++;
    try {
      return await work();
    } finally {
      if (--this.#running === 0) this.#done();
    }
  }

  /** Resolves when nothing is under way any more, or when it has taken too long. */
  async end(patienceMs: number): Promise<void> {
    this.#over = true;
    if (this.#running === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patienceMs);
      this.#done = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
