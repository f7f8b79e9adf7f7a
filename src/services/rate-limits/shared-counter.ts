import { type RateLimiterAbstract, RateLimiterRes } from "rate-limiter-flexible";

const SYNC_MS = 1000;
const MAX_KEYS = 10_000;

// Counts locally at once and in Redis once a second; a key over the shared limit is then blocked locally. No request
// waits for Redis, and while Redis is away each instance counts for itself.
export class SharedCounter {
  readonly #local: RateLimiterAbstract;
  readonly #everywhere: RateLimiterAbstract;
  #unsynced = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(local: RateLimiterAbstract, everywhere: RateLimiterAbstract) {
    this.#local = local;
    this.#everywhere = everywhere;
  }

  consume(key: string): Promise<RateLimiterRes> {
    const count = this.#unsynced.get(key) ?? 0;
    if (count || this.#unsynced.size < MAX_KEYS) this.#unsynced.set(key, count + 1);
    this.#timer ??= setTimeout(() => this.#sync(), SYNC_MS).unref();
    return this.#local.consume(key);
  }

  get(key: string): Promise<RateLimiterRes | null> {
    return this.#local.get(key);
  }

  reward(key: string): Promise<RateLimiterRes> {
    return this.#local.reward(key);
  }

  async #sync(): Promise<void> {
    const counts = [...this.#unsynced];
    this.#unsynced = new Map();
    await Promise.all(counts.map(([key, count]) => this.#syncKey(key, count)));
    // Only now, so that at most one round waits for a Redis that hangs.
    this.#timer = undefined;
  }

  async #syncKey(key: string, count: number): Promise<void> {
    try {
      await this.#everywhere.consume(key, count);
    } catch (result) {
      // Any other error means that Redis is away; its connection reports that.
      if (!(result instanceof RateLimiterRes)) return;
      await this.#local.block(key, Math.ceil(result.msBeforeNext / 1000));
    }
  }
}
