import { setTimeout as pause } from "node:timers/promises";

const AGAIN_MS = 2000;

/** Work that nobody waits for: its faults are reported, and the server does not close under it. */
export class Background {
  readonly #report: (error: unknown) => void;
  readonly #running = new Set<Promise<void>>();
  readonly #end = new AbortController();

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  run(work: () => Promise<unknown>): Promise<void> {
    const running: Promise<void> = work().then(
      () => void this.#running.delete(running),
      (error) => {
        this.#running.delete(running);
        this.#report(error);
      },
    );
    this.#running.add(running);
    return running;
  }

  /** For what must not be left undone because the database was away: it is tried until it is done, or until the end. */
  insist(work: () => Promise<unknown>): void {
    void this.run(async () => {
      while (!(await this.#isDone(work)) && !this.#end.signal.aborted) await this.#rest();
    });
  }

  /** The end: what is under way is done, and what failed is not tried again. */
  async settled(): Promise<void> {
    this.#end.abort();
    while (this.#running.size) await Promise.all(this.#running);
  }

  async #isDone(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.#report(error);
      return false;
    }
  }

  #rest(): Promise<void> {
    // Woken by the end.
    return pause(AGAIN_MS, undefined, { signal: this.#end.signal }).catch(() => {});
  }
}
