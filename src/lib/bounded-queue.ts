import PQueue from "p-queue";
import { OverloadError } from "./overload-error.js";

/** Runs a fixed number of jobs at once. Beyond a bounded number waiting, it refuses instead of letting delays grow. */
export class BoundedQueue {
  readonly #queue: PQueue;
  readonly #maxWaiting: number;

  constructor(options: { concurrency: number; maxWaiting: number }) {
    this.#queue = new PQueue({ concurrency: options.concurrency });
    this.#maxWaiting = options.maxWaiting;
  }

  get isIdle(): boolean {
    return this.#queue.size + this.#queue.pending === 0;
  }

  async run<T>(job: () => Promise<T>): Promise<T> {
    if (this.#queue.size >= this.#maxWaiting) throw new OverloadError();
    return this.#queue.add(job);
  }
}
