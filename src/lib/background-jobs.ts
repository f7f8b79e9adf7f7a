import { setTimeout as delay } from "node:timers/promises";

const RETRY_MS = 2000;

export class BackgroundJobs {
  readonly #report: (error: unknown) => void;
  readonly #running = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  run(job: () => Promise<unknown>): Promise<void> {
    const running: Promise<void> = job().then(
      () => void this.#running.delete(running),
      (error) => {
        this.#running.delete(running);
        this.#report(error);
      },
    );
    this.#running.add(running);
    return running;
  }

  /** For jobs that must not be lost while the database is unavailable: retries until success or shutdown. */
  retryUntilDone(job: () => Promise<unknown>): void {
    void this.run(async () => {
      while (!(await this.#succeeds(job)) && !this.#closing.signal.aborted) await this.#pause();
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    while (this.#running.size) await Promise.all(this.#running);
  }

  async #succeeds(job: () => Promise<unknown>): Promise<boolean> {
    try {
      await job();
      return true;
    } catch (error) {
      this.#report(error);
      return false;
    }
  }

  #pause(): Promise<void> {
    return delay(RETRY_MS, undefined, { signal: this.#closing.signal }).catch(() => {});
  }
}
