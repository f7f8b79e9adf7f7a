import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  RLWrapperTimeouts,
} from "rate-limiter-flexible";
import { Refusal } from "../errors.js";
import { type Rule, rules } from "./rules.js";
import { SharedCounter } from "./shared-counter.js";

/** These wait for the count of all instances: checking a password takes longer anyway. */
const COUNTED_EXACTLY: ReadonlySet<Rule> = new Set(["guess", "guessAnywhere"]);
/** If Redis hangs longer, this instance counts for itself instead of refusing everybody. */
const REDIS_TIMEOUT_MS = 1000;

export interface SharedCounts {
  readonly redis: unknown;
  readonly prefix: string;
}

type Counter = Pick<RateLimiterAbstract, "consume" | "reward">;

export class RateLimiter {
  readonly #counters: Map<Rule, Counter> | undefined;

  constructor(enabled: boolean, shared?: SharedCounts) {
    const names = Object.keys(rules) as Rule[];
    this.#counters = enabled ? new Map(names.map((rule) => [rule, createCounter(rule, shared)])) : undefined;
  }

  assertAllowed(rule: Rule, key: string): Promise<void> {
    const counter = this.#counters?.get(rule);
    return counter ? consume(counter, key) : allowed;
  }

  async refund(rule: Rule, key: string): Promise<void> {
    await this.#counters?.get(rule)?.reward(key);
  }
}

const allowed = Promise.resolve();

async function consume(counter: Counter, key: string): Promise<void> {
  try {
    await counter.consume(key);
  } catch (result) {
    if (result instanceof RateLimiterRes) throw new Refusal("TOO_MANY_REQUESTS");
    throw result;
  }
}

function createCounter(rule: Rule, shared: SharedCounts | undefined): Counter {
  const local = new RateLimiterMemory({ keyPrefix: rule, ...rules[rule] });
  // A socket lives in one instance, so its flood is counted there.
  if (!shared || rule === "flood") return local;
  const everywhere = new RateLimiterRedis({
    storeClient: shared.redis,
    keyPrefix: `${shared.prefix}:${rule}`,
    rejectIfRedisNotReady: true,
    ...rules[rule],
  });
  if (!COUNTED_EXACTLY.has(rule)) return new SharedCounter(local, everywhere);
  return new RLWrapperTimeouts({
    limiter: everywhere,
    insuranceLimiter: local,
    timeoutMs: REDIS_TIMEOUT_MS,
  });
}
