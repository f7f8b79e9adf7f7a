import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  RLWrapperTimeouts,
} from "rate-limiter-flexible";
import { Refusal } from "../errors.js";
import { SharedCount } from "./shared-counter.js";

/** How often something may be asked: so many times in so many seconds, by one key. */
const rules = {
  /** Wrong and right guesses of a room's password by one address. */
  guess: { points: 10, duration: 600 },
  /** And by everybody, since addresses are cheap. */
  guessAnywhere: { points: 200, duration: 600 },
  request: { points: 3000, duration: 10 },
  openRoom: { points: 600, duration: 60 },
  /** Checking a picture costs the most of all requests. */
  upload: { points: 60, duration: 60 },
  /** Coming into rooms, by one visitor. */
  connect: { points: 300, duration: 10 },
  /** Everything asked over sockets, by one visitor. */
  event: { points: 300, duration: 10 },
  /** Chats, pictures and edits by one visitor, however they come: more than hands can write. */
  chat: { points: 60, duration: 10 },
  /** A new name is written into every room that the visitor sits in or owns. */
  nickname: { points: 20, duration: 10 },
  /** Whoever goes on long after being refused is cut off. */
  flood: { points: 1000, duration: 10 },
} as const;

export type Rule = keyof typeof rules;

/** What may wait for the other instances' counts, since checking a password takes longer. */
const EXACT: ReadonlySet<Rule> = new Set(["guess", "guessAnywhere"]);
/** Beyond it this instance counts for itself: a store that hangs is no reason to let nobody in. */
const PATIENCE_MS = 1000;

/** The store in which all instances count together. */
export interface SharedCounts {
  readonly redis: unknown;
  readonly prefix: string;
}

type Count = Pick<RateLimiterAbstract, "consume" | "reward">;

export class Limiter {
  readonly #counts: Map<Rule, Count> | undefined;

  constructor(on: boolean, shared?: SharedCounts) {
    const names = Object.keys(rules) as Rule[];
    this.#counts = on ? new Map(names.map((rule) => [rule, countOf(rule, shared)])) : undefined;
  }

  /** Resolves if it is allowed and refuses if it is not. */
  allow(rule: Rule, key: string): Promise<void> {
    const count = this.#counts?.get(rule);
    return count ? consume(count, key) : allowed;
  }

  /** Takes one back that turned out to be harmless. */
  async reward(rule: Rule, key: string): Promise<void> {
    await this.#counts?.get(rule)?.reward(key);
  }
}

const allowed = Promise.resolve();

async function consume(count: Count, key: string): Promise<void> {
  try {
    await count.consume(key);
  } catch (result) {
    if (result instanceof RateLimiterRes) throw new Refusal("TOO_MANY_REQUESTS");
    throw result;
  }
}

function countOf(rule: Rule, shared: SharedCounts | undefined): Count {
  const memory = new RateLimiterMemory({ keyPrefix: rule, ...rules[rule] });
  // A connection has its end in one instance.
  if (!shared || rule === "flood") return memory;
  const { redis, prefix } = shared;
  const everywhere = new RateLimiterRedis({
    ...{ storeClient: redis, keyPrefix: `${prefix}:${rule}`, ...rules[rule] },
    rejectIfRedisNotReady: true,
  });
  if (!EXACT.has(rule)) return new SharedCount(memory, everywhere);
  return new RLWrapperTimeouts({ limiter: everywhere, insuranceLimiter: memory, timeoutMs: PATIENCE_MS });
}
