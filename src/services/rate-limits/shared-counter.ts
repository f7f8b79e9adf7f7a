import { type RateLimiterAbstract, RateLimiterRes } from "rate-limiter-flexible";

const EVERY_MS = 1000;
/** What is counted while the store does not answer. */
const MOST_KEYS = 10_000;

/**
 * Counts here at once, and in the store of all instances once a second. Whoever is over the limit there is held back
 * here from then on. Nobody waits for the store: while it is away, each instance counts for itself.
 */
export class SharedCount {
  readonly #here: RateLimiterAbstract;
  readonly #everywhere: RateLimiterAbstract;
  #uncounted = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(here: RateLimiterAbstract, everywhere: RateLimiterAbstract) {
    this.#here = here;
    this.#everywhere = everywhere;
  }

  consume(key: string): Promise<RateLimiterRes> {
    const times = this.#uncounted.get(key) ?? 0;
    if (times || this.#uncounted.size < MOST_KEYS) this.#uncounted.set(key, times + 1);
    this.#timer ??= setTimeout(() => this.#share(), EVERY_MS).unref();
    return this.#here.consume(key);
  }

  reward(key: string): Promise<RateLimiterRes> {
    return this.#here.reward(key);
  }

  async #share(): Promise<void> {
    const counts = [...this.#uncounted];
    this.#uncounted = new Map();
    await Promise.all(counts.map(([key, times]) => this.#count(key, times)));
    // Not before, so that little waits for a store that hangs.
    this.#timer = undefined;
  }

  async #count(key: string, times: number): Promise<void> {
    try {
      await this.#everywhere.consume(key, times);
    } catch (result) {
      // Anything else is a store that is away.
      if (!(result instanceof RateLimiterRes)) return;
      await this.#here.block(key, Math.ceil(result.msBeforeNext / 1000));
    }
  }
}
