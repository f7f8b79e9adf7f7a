import { BoundedQueue } from "./bounded-queue.js";

export class KeyedQueue {
  readonly #maxWaiting: number;
  readonly #queues = new Map<string, BoundedQueue>();

  constructor(options: { maxWaiting: number }) {
    this.#maxWaiting = options.maxWaiting;
  }

  async run<T>(key: string, job: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(key) ?? new BoundedQueue({ concurrency: 1, maxWaiting: this.#maxWaiting });
    this.#queues.set(key, queue);
    try {
      return await queue.run(job);
    } finally {
      if (queue.isIdle) this.#queues.delete(key);
    }
  }
}
