import { setTimeout as delay } from "node:timers/promises";

const RETRY_MS = 2000;
/** A database that fails now and then must not delay retries without end. */
const MAX_UNSETTLED_MS = 60_000;

export class BackgroundJobs {
  readonly #report: (error: unknown) => void;
  readonly #isSettled: () => boolean;
  readonly #running = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(report: (error: unknown) => void, isSettled: () => boolean) {
    this.#report = report;
    this.#isSettled = isSettled;
  }

  /** For jobs that shutdown must not wait for. */
  get closing(): AbortSignal {
    return this.#closing.signal;
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
    void this.run(() => this.#untilDone(job));
  }

  /** To find out whether a write was done whose answer was lost: until the outage is over, it may still arrive. */
  onceSettled(job: () => Promise<unknown>): void {
    void this.run(async () => {
      await this.#settled();
      if (!this.#closing.signal.aborted) await this.#untilDone(job);
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    while (this.#running.size) await Promise.all(this.#running);
  }

  async #untilDone(job: () => Promise<unknown>): Promise<void> {
    while (!(await this.#succeeds(job)) && !this.#closing.signal.aborted) await this.#settled();
  }

  async #settled(): Promise<void> {
    const begun = performance.now();
    do await this.#pause();
    while (
      !(this.#isSettled() || this.#closing.signal.aborted) &&
      performance.now() - begun < MAX_UNSETTLED_MS
    );
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
