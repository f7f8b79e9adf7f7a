import { OverloadError } from "./overload-error.js";

/** Tracks requests in flight; after shutdown begins, refuses new ones. */
export class WorkTracker {
  #running = 0;
  #closing = false;
  #onIdle: () => void = () => {};

  async track<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing) throw new OverloadError();
    this.#running++;
    try {
      return await work();
    } finally {
      if (--this.#running === 0) this.#onIdle();
    }
  }

  async drain(timeoutMs: number): Promise<void> {
    this.#closing = true;
    if (this.#running === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
