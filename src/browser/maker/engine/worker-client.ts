import workerUrl from "worker:./encode-worker.js";
import type { FromWorker, ToWorker } from "./encode-messages.js";
import { ClipError } from "./types.js";

/** Sends messages one after the other: there is one call of `send` at a time. */
export class WorkerClient {
  readonly #worker = new Worker(new URL(workerUrl, import.meta.url), { type: "module" });
  readonly #signal: AbortSignal;
  #unanswered = 0;
  #latest: FromWorker = { bytes: 0, frames: 0 };
  #failure: Error | undefined;
  #wake: () => void = () => {};

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    this.#worker.addEventListener("error", () => this.#fail(new Error("The worker failed")));
    this.#worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => this.#receive(data));
    signal.addEventListener("abort", this.#abort);
    if (signal.aborted) this.#abort();
  }

  /** Waits until at most so many messages have no answer, and gives the latest one. */
  async send(
    message: ToWorker,
    { transfer = [], mostUnanswered = 0 }: { transfer?: Transferable[]; mostUnanswered?: number } = {},
  ): Promise<FromWorker> {
    if (!this.#failure) {
      this.#unanswered++;
      this.#worker.postMessage(message, transfer);
    }
    while (!this.#failure && this.#unanswered > mostUnanswered)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    if (this.#failure) throw this.#failure;
    return this.#latest;
  }

  close(): void {
    this.#signal.removeEventListener("abort", this.#abort);
    this.#worker.terminate();
  }

  #receive(answer: FromWorker): void {
    this.#unanswered--;
    this.#latest = answer;
    if (answer.failure !== undefined) this.#fail(new Error(answer.failure));
    this.#wake();
  }

  readonly #abort = (): void => this.#fail(new ClipError("aborted"));

  #fail(reason: Error): void {
    this.#failure ??= reason;
    this.#worker.terminate();
    this.#wake();
  }
}
