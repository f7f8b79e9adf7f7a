import { addressGroup, groupAround } from "../../lib/address-group.js";
import { FairQueue, type QueueObserver } from "../../lib/load/fair-queue.js";
import type { QueueName } from "../counted.js";
import type { Limiter } from "../ports.js";

/** Each picture is held in memory while it is checked. */
const SHORT = { concurrency: 4, maxWaiting: 100, maxWaitingPerAddress: 30 };
/** Some seconds each, in a thread that does one at a time. */
const LONG = { concurrency: 1, maxWaiting: 30, maxWaitingPerAddress: 4 };
const CONCURRENCY_PER_ADDRESS = 1;
const SLICE_MS = 10;

export interface Turn {
  isLong: boolean;
  waited(ms: number): void;
}

export interface QueueLoad {
  readonly waiting: number;
  readonly running: number;
  readonly maxWaiting: number;
}

/** Thrown in a turn that is not long, to begin anew in one that is. */
export class NeedsLongTurn extends Error {}

/** The next picture to be checked is of the address that has cost the least lately. */
export class CheckTurns {
  readonly #short: FairQueue;
  readonly #long: FairQueue;
  readonly #shareOf: (address: string) => string;

  constructor(limiter: Limiter, observe?: (name: QueueName) => QueueObserver) {
    this.#shareOf = limiter.enabled ? addressGroup : () => "everybody";
    this.#short = toQueue(SHORT, limiter, observe?.("pictures"));
    this.#long = toQueue(LONG, limiter, observe?.("animations"));
  }

  get load(): Record<"pictures" | "animations", QueueLoad> {
    return {
      pictures: { ...this.#short.load, maxWaiting: SHORT.maxWaiting },
      animations: { ...this.#long.load, maxWaiting: LONG.maxWaiting },
    };
  }

  async run<T>(
    address: string,
    check: (turn: Turn) => Promise<T>,
    { isGone }: { isGone?: (() => boolean) | undefined } = {},
  ): Promise<T> {
    const run = (queue: FairQueue): Promise<T> => {
      let waitedMs = 0;
      const waited = (ms: number): void => {
        waitedMs += ms;
      };
      const job = () => check({ isLong: queue === this.#long, waited });
      const options = { waitedMs: () => waitedMs, ...(isGone && { isGone }) };
      return queue.run(this.#shareOf(address), job, options);
    };
    try {
      return await run(this.#short);
    } catch (error) {
      if (!(error instanceof NeedsLongTurn)) throw error;
      return run(this.#long);
    }
  }
}

function toQueue(
  { concurrency, maxWaiting, maxWaitingPerAddress }: typeof SHORT,
  { enabled }: Limiter,
  observer: QueueObserver | undefined,
): FairQueue {
  const limits = {
    ...{ sliceMs: SLICE_MS, concurrency, maxWaiting },
    concurrencyPerKey: enabled ? CONCURRENCY_PER_ADDRESS : concurrency,
    maxWaitingPerKey: enabled ? maxWaitingPerAddress : maxWaiting,
    ...{ around: groupAround, aroundFactor: 4 },
  };
  return new FairQueue(limits, observer);
}
