import { once } from "node:events";
import { Worker } from "node:worker_threads";
import PQueue from "p-queue";
import { OverloadError } from "./overload-error.js";

interface Options {
  file: URL;
  timeoutMs: number;
  idleMs: number;
  memoryMb: number;
}

const TOO_LARGE: (string | undefined)[] = ["ABORT_ERR", "ERR_WORKER_OUT_OF_MEMORY"];

export class JobTooLargeError extends Error {}

/**
 * Runs jobs one after the other in a thread, which answers each message with one. It is started for the first job, and
 * ended when it has been idle or a job takes too long.
 */
export class JobWorker<Job, Result> {
  readonly #options: Options;
  readonly #queue = new PQueue({ concurrency: 1 });
  readonly #closing = new AbortController();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  run(job: Job, waited?: (ms: number) => void): Promise<Result> {
    const askedAt = performance.now();
    return this.#queue.add(() => {
      waited?.(performance.now() - askedAt);
      return this.#run(job);
    });
  }

  /** Rejects running and waiting jobs with an `OverloadError`. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#stop();
    await this.#queue.onIdle();
  }

  async #run(job: Job): Promise<Result> {
    const closing = this.#closing.signal;
    if (closing.aborted) throw new OverloadError();
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    const signal = AbortSignal.any([closing, AbortSignal.timeout(this.#options.timeoutMs)]);
    const answer = once(this.#worker, "message", { signal });
    this.#worker.postMessage(job);
    try {
      const [result] = await answer;
      this.#idle = setTimeout(() => void this.#stop(), this.#options.idleMs).unref();
      return result;
    } catch (error) {
      await this.#stop();
      if (closing.aborted) throw new OverloadError();
      throw TOO_LARGE.includes((error as NodeJS.ErrnoException).code) ? new JobTooLargeError() : error;
    }
  }

  #start(): Worker {
    const worker = new Worker(this.#options.file, {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: this.#options.memoryMb, maxYoungGenerationSizeMb: 8 },
    });
    worker.unref();
    // Without a listener the error would end the process. `once` in `#run` gets it as well.
    worker.on("error", () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    return worker;
  }

  async #stop(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}
