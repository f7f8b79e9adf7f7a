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

  /** Resolves when nothing is under way any more, or when it has taken too long. */
  async end(patienceMs: number): Promise<void> {
    this.#over = true;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMs);
    });
    await Promise.race([Promise.allSettled(this.#running), late]);
    clearTimeout(timer);
  }
}
