import { LRUCache } from "lru-cache";

// Caches what was read until it is written. Concurrent reads of a key share one query. A write invalidates the key
// before and after, so a read that overlaps a write is answered but never kept.
export class ReadCache<T> {
  readonly #reads: LRUCache<string, Promise<T | undefined>>;

  constructor(options: { max: number; ttlMs?: number }) {
    this.#reads = new LRUCache({ max: options.max, ttl: options.ttlMs ?? 0 });
  }

  /** Nothing found is not cached: it may be created at any moment. */
  find(key: string, read: () => Promise<T | undefined>): Promise<T | undefined> {
    const known = this.#reads.get(key);
    if (known) return known;
    const reading = read();
    const drop = () => {
      if (this.#reads.peek(key) === reading) this.#reads.delete(key);
    };
    reading.then((found) => found === undefined && drop(), drop);
    this.#reads.set(key, reading);
    return reading;
  }

  async write<R>(key: string, work: () => Promise<R>): Promise<R> {
    this.invalidate(key);
    try {
      return await work();
    } finally {
      this.invalidate(key);
    }
  }

  set(key: string, value: T): void {
    this.#reads.set(key, Promise.resolve(value));
  }

  invalidate(key: string): void {
    this.#reads.delete(key);
  }

  invalidateAll(): void {
    this.#reads.clear();
  }
}
