import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  RLWrapperTimeouts,
} from "rate-limiter-flexible";
import { type AddressRule, addressRules, type Rule, rules } from "../../config/rate-limits.js";
import { addressGroup, WIDE_FACTOR, wideAddressGroup } from "../../lib/address-group.js";
import { RecentKeys } from "../../lib/recent-keys.js";
import { Refusal } from "../errors.js";
import { SharedCounter } from "./shared-counter.js";

/** These wait for the count of all instances: checking a password takes longer anyway. */
const COUNTED_EXACTLY: ReadonlySet<Rule> = new Set(["guess", "guessAnywhere"]);
/** If Redis hangs longer, this instance counts for itself instead of refusing everybody. */
const REDIS_TIMEOUT_MS = 1000;
const MAX_REFUSED = 10_000;

export interface SharedCounts {
  readonly redis: unknown;
  readonly prefix: string;
}

type Counter = Pick<RateLimiterAbstract, "consume" | "reward" | "get">;

export class RateLimiter {
  readonly #counters: Map<Rule, Counter> | undefined;
  readonly #wideCounters = new Map<AddressRule, Counter>();
  readonly #refusedGroups = new RecentKeys({ max: MAX_REFUSED });
  readonly #refusedSites = new RecentKeys({ max: MAX_REFUSED });

  constructor(enabled: boolean, shared?: SharedCounts) {
    const names = Object.keys(rules) as Rule[];
    this.#counters = enabled ? new Map(names.map((rule) => [rule, createCounter(rule, shared)])) : undefined;
    for (const rule of enabled ? addressRules : [])
      this.#wideCounters.set(rule, createCounter(rule, shared, WIDE_FACTOR));
  }

  get enabled(): boolean {
    return this.#counters !== undefined;
  }

  assertAllowed(rule: Rule, key: string): Promise<void> {
    const counter = this.#counters?.get(rule);
    return counter ? this.#consume(counter, key).then(assertWithin) : allowed;
  }

  async assertAddressAllowed(rule: AddressRule, address: string): Promise<void> {
    if (await this.isWithin(rule, address)) return;
    this.#refusedGroups.add(addressGroup(address));
    this.#refusedSites.add(wideAddressGroup(address));
    throw new Refusal("TOO_MANY_REQUESTS");
  }

  async isWithin(rule: AddressRule, address: string): Promise<boolean> {
    const counter = this.#counters?.get(rule);
    if (!counter) return true;
    const [group, wide] = [addressGroup(address), wideAddressGroup(address)];
    if (!(await this.#consume(counter, group)).isWithin) return false;
    return wide === group || (await this.#consume(this.#wideCounters.get(rule)!, wide)).isWithin;
  }

  async countUp(rule: Rule, key: string): Promise<number> {
    const counter = this.#counters?.get(rule);
    return counter ? (await this.#consume(counter, key)).count : 0;
  }

  async count(rule: Rule, key: string): Promise<number> {
    return (await this.#counters?.get(rule)?.get(key))?.consumedPoints ?? 0;
  }

  /** How many addresses were refused lately. An IPv6 /48 counts as one, since one site may have it all. */
  get recentlyRefused(): number {
    return this.#refusedSites.count;
  }

  wasRefusedLately(address: string): boolean {
    return this.#refusedGroups.has(addressGroup(address));
  }

  async refund(rule: Rule, key: string): Promise<void> {
    await this.#counters?.get(rule)?.reward(key);
  }

  async #consume(counter: Counter, key: string): Promise<Consumed> {
    try {
      return { isWithin: true, count: (await counter.consume(key)).consumedPoints };
    } catch (result) {
      if (!(result instanceof RateLimiterRes)) throw result;
      return { isWithin: false, count: result.consumedPoints };
    }
  }
}

const allowed = Promise.resolve();

function assertWithin({ isWithin }: Consumed): void {
  if (!isWithin) throw new Refusal("TOO_MANY_REQUESTS");
}

interface Consumed {
  isWithin: boolean;
  count: number;
}

function createCounter(rule: Rule, shared: SharedCounts | undefined, factor = 1): Counter {
  const keyPrefix = factor === 1 ? rule : `${rule} wide`;
  const { points, duration } = rules[rule];
  const limit = { points: points * factor, duration };
  const local = new RateLimiterMemory({ keyPrefix, ...limit });
  // A socket lives in one instance, so its flood is counted there.
  if (!shared || rule === "flood") return local;
  const everywhere = new RateLimiterRedis({
    storeClient: shared.redis,
    keyPrefix: `${shared.prefix}:${keyPrefix}`,
    rejectIfRedisNotReady: true,
    ...limit,
  });
  if (!COUNTED_EXACTLY.has(rule)) return new SharedCounter(local, everywhere);
  return new RLWrapperTimeouts({
    limiter: everywhere,
    insuranceLimiter: local,
    timeoutMs: REDIS_TIMEOUT_MS,
  });
}
