import { JobTooLargeError, JobWorker } from "../../lib/job-worker.js";
import { Refusal } from "../errors.js";
import type { RepairJob, RepairResult } from "./gif-worker.js";
import type { RepairedGif } from "./repair-gif.js";

const TIMEOUT_MS = 60_000;
const IDLE_MS = 30_000;
const MEMORY_MB = 64;

/** Checks and repairs pictures in a thread: reading a large one takes some hundred milliseconds. */
export class GifIntake {
  readonly #maxBytes: number;
  readonly #worker = new JobWorker<RepairJob, RepairResult>({
    file: new URL("./gif-worker.js", import.meta.url),
    timeoutMs: TIMEOUT_MS,
    idleMs: IDLE_MS,
    memoryMb: MEMORY_MB,
  });

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  async check(file: Buffer): Promise<RepairedGif> {
    const result = await this.#worker.run({ file, maxBytes: this.#maxBytes }).catch(toTooBig);
    if ("failure" in result) throw new Refusal(result.failure);
    return result;
  }

  close(): Promise<void> {
    return this.#worker.close();
  }
}

function toTooBig(error: unknown): never {
  throw error instanceof JobTooLargeError ? new Refusal("GIF_TOO_BIG") : error;
}
