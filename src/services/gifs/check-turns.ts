import { addressGroup, groupAround } from "../../lib/address-group.js";
import { FairQueue } from "../../lib/load/fair-queue.js";
import type { Limiter } from "../ports.js";

/** Each picture is held in memory while it is checked. */
const CONCURRENCY = 4;
/** Converting an animation may take half a minute, during which others' pictures are checked. */
const CONCURRENCY_PER_ADDRESS = 1;
const MAX_WAITING = 100;
const MAX_WAITING_PER_ADDRESS = 30;
const SLICE_MS = 10;

/** Who may have a picture checked next: the address that has cost the least lately. */
export class CheckTurns {
  readonly #queue: FairQueue;
  readonly #shareOf: (address: string) => string;

  constructor(limiter: Limiter) {
    this.#shareOf = limiter.enabled ? addressGroup : () => "everybody";
    this.#queue = new FairQueue({
      sliceMs: SLICE_MS,
      concurrency: CONCURRENCY,
      concurrencyPerKey: limiter.enabled ? CONCURRENCY_PER_ADDRESS : CONCURRENCY,
      maxWaiting: MAX_WAITING,
      maxWaitingPerKey: limiter.enabled ? MAX_WAITING_PER_ADDRESS : MAX_WAITING,
      around: groupAround,
      aroundFactor: 4,
    });
  }

  run<T>(address: string, check: () => Promise<T>): Promise<T> {
    return this.#queue.run(this.#shareOf(address), check);
  }
}
