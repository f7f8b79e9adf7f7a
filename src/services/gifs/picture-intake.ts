import { STILL_SIDE } from "../../db/models/picture-files.js";
import { JobTooLargeError, JobWorker } from "../../lib/job-worker.js";
import { limits } from "../../shared/limits.js";
import { Refusal } from "../errors.js";
import type { CheckedPicture } from "./checked-picture.js";
import type { RepairedGif } from "./codec/repair-gif.js";
import type { RepairJob, RepairResult } from "./gif-worker.js";

const TIMEOUT_MS = 60_000;
const IDLE_MS = 30_000;
const MEMORY_MB = 64;

/** Decides what is taken, and as what it is stored. */
export class PictureIntake {
  readonly #maxBytes: number;
  /** In a thread: reading a large GIF takes some hundred milliseconds. */
  readonly #worker = new JobWorker<RepairJob, RepairResult>({
    file: new URL("./gif-worker.js", import.meta.url),
    timeoutMs: TIMEOUT_MS,
    idleMs: IDLE_MS,
    memoryMb: MEMORY_MB,
  });

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  async check(sent: Buffer): Promise<CheckedPicture> {
    const gif = await this.#repair(sent);
    return { ...gif, type: "image/gif", still: await createStill(gif.rewritten ?? sent) };
  }

  close(): Promise<void> {
    return this.#worker.close();
  }

  async #repair(file: Buffer): Promise<RepairedGif> {
    const result = await this.#worker.run({ file, maxBytes: this.#maxBytes }).catch(toTooBig);
    if ("failure" in result) throw new Refusal(result.failure);
    return result;
  }
}

function toTooBig(error: unknown): never {
  throw error instanceof JobTooLargeError ? new Refusal("GIF_TOO_BIG") : error;
}

/** The first frame, for pages that show pictures without motion. Decoding it is the last check of the file. */
async function createStill(moving: Uint8Array): Promise<Uint8Array> {
  // Loaded on first use: it would take a tenth of the start time.
  const { default: sharp } = await import("sharp");
  try {
    return await sharp(moving, { limitInputPixels: limits.gif.pixels, failOn: "error" })
      .resize(STILL_SIDE, STILL_SIDE, { fit: "inside", withoutEnlargement: true })
      .webp({ quality: 80, effort: 2 })
      .toBuffer();
  } catch {
    throw new Refusal("BAD_GIF"); // whatever the decoder calls it
  }
}
