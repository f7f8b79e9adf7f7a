import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { Refusal } from "./errors.js";

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
  /** Chats and pictures by one visitor, however they come: more than hands can write. */
  chat: { points: 60, duration: 10 },
  /** Whoever goes on long after being refused is cut off. */
  flood: { points: 1000, duration: 10 },
} as const;

export type Rule = keyof typeof rules;

export class Limiter {
  readonly #limiters: Map<Rule, RateLimiterMemory> | undefined;

  constructor(on: boolean) {
    const entries = Object.entries(rules) as [Rule, (typeof rules)[Rule]][];
    this.#limiters = on
      ? new Map(
          entries.map(([rule, limits]) => [rule, new RateLimiterMemory({ keyPrefix: rule, ...limits })]),
        )
      : undefined;
  }

  /** Resolves if it is allowed and refuses if it is not. */
  async allow(rule: Rule, key: string): Promise<void> {
    try {
      await this.#limiters?.get(rule)?.consume(key);
    } catch (result) {
      if (result instanceof RateLimiterRes) throw new Refusal("TOO_MANY_REQUESTS");
      throw result;
    }
  }

  /** Takes one back that turned out to be harmless. */
  async reward(rule: Rule, key: string): Promise<void> {
    await this.#limiters?.get(rule)?.reward(key);
  }

  async forget(rule: Rule, key: string): Promise<void> {
    await this.#limiters?.get(rule)?.delete(key);
  }
}
