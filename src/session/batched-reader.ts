import { setTimeout as wait } from "node:timers/promises";
import DataLoader from "dataloader";

const MAX_BATCH = 1000;
const MIN_PAUSE_MS = 10;
const MAX_PAUSE_MS = 50;
/** So many times as long as a read takes, so that reads take little of a busy server's time. */
const PAUSE_FACTOR = 4;
/** More than the pages that are served at the same moment: those do not wait for each other. */
const MANY = 20;
const MAX_WAIT_MS = 1000;

// Only for speed: when thousands of clients reconnect at once, each batch waits for the previous one and for a short
// pause, so that more keys share a query. Without the pause, 5,000 clients took 2,280 queries.
export class BatchedReader<T> {
  readonly #read: (keys: readonly string[]) => Promise<T[]>;
  readonly #loader: DataLoader<string, T>;
  #lastRead: Promise<unknown> = Promise.resolve();
  #nextReadAt = Number.NEGATIVE_INFINITY;

  constructor(read: (keys: readonly string[]) => Promise<T[]>) {
    this.#read = read;
    this.#loader = new DataLoader((keys) => this.#readBatch(keys), {
      cache: false,
      maxBatchSize: MAX_BATCH,
      batchScheduleFn: (run) => void this.#nextSlot().then(run),
    });
  }

  read(key: string): Promise<T> {
    return this.#loader.load(key);
  }

  async #nextSlot(): Promise<void> {
    const settled = this.#lastRead.catch(() => {}); // its callers get the error
    await Promise.race([settled, wait(MAX_WAIT_MS, undefined, { ref: false })]);
    const pause = this.#nextReadAt - performance.now();
    if (pause > 0) await wait(pause);
  }

  #readBatch(keys: readonly string[]): Promise<T[]> {
    const startedAt = performance.now();
    this.#nextReadAt = startedAt + MIN_PAUSE_MS;
    const reading = this.#read(keys).finally(() => {
      const endedAt = performance.now();
      const pause = Math.min(PAUSE_FACTOR * (endedAt - startedAt), MAX_PAUSE_MS);
      if (keys.length > MANY) this.#nextReadAt = Math.max(startedAt + MIN_PAUSE_MS, endedAt + pause);
    });
    this.#lastRead = reading;
    return reading;
  }
}
