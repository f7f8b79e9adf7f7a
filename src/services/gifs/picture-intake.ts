import PQueue from "p-queue";
import { STILL_SIDE } from "../../db/models/picture-files.js";
import { JobTooLargeError, JobWorker } from "../../lib/job-worker.js";
import { OverloadError } from "../../lib/overload-error.js";
import { limits } from "../../shared/limits.js";
import { Refusal } from "../errors.js";
import type { ConversionJob, ConversionResult } from "./animation-worker.js";
import { NeedsLongTurn, type Turn } from "./check-turns.js";
import type { CheckedPicture } from "./checked-picture.js";
import { GifError, type GifFailure } from "./codec/gif-format.js";
import { pictureKind, type StillKind } from "./formats/picture-kind.js";
import { isAnimatedPng } from "./formats/png-chunks.js";
import { isAnimatedWebp } from "./formats/webp-chunks.js";
import type { RepairJob, RepairResult } from "./gif-worker.js";
import { readLooks } from "./stills/read-looks.js";
import { readStill } from "./stills/read-still.js";
import { decoded, openPicture } from "./stills/sharp.js";
import { writeStill } from "./stills/write-still.js";

const worker = { timeoutMs: 60_000, idleMs: 30_000, memoryMb: 64 };

/** Decides what is taken, and as what it is stored. */
export class PictureIntake {
  readonly #maxBytes: number;
  /** In threads: reading a large GIF takes some hundred milliseconds, and making one some seconds. */
  readonly #repairs = new JobWorker<RepairJob, RepairResult>({
    file: new URL("./gif-worker.js", import.meta.url),
    ...worker,
  });
  readonly #conversions = new JobWorker<ConversionJob, ConversionResult>({
    file: new URL("./animation-worker.js", import.meta.url),
    ...worker,
    timeoutMs: 30_000,
  });
  /** One at a time, since a large photo takes some hundred megabytes. */
  readonly #stills = new PQueue({ concurrency: 1 });
  #isClosing = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  async check(sent: Buffer, turn: Turn): Promise<CheckedPicture> {
    const kind = pictureKind(sent);
    if (kind === undefined) throw new Refusal("BAD_GIF");
    if (kind === "heic") throw new Refusal("HEIC_NOT_READ");
    if (kind === "video") throw new Refusal("VIDEO_NOT_READ");
    return (kind === "gif" ? this.#checkGif(sent, turn) : this.#checkOther(sent, kind, turn)).catch(
      toRefusal,
    );
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await Promise.all([this.#stills.onIdle(), this.#repairs.close(), this.#conversions.close()]);
  }

  async #checkOther(sent: Buffer, kind: StillKind, turn: Turn): Promise<CheckedPicture> {
    const isAnimated = (kind === "png" && isAnimatedPng(sent)) || (kind === "webp" && isAnimatedWebp(sent));
    if (!isAnimated) return this.#takeStill(sent, kind, turn);
    if (!turn.isLong) throw new NeedsLongTurn();
    const { file } = unlessFailed(
      await this.#conversions.run({ file: sent, kind, maxBytes: this.#maxBytes }, turn.waited),
    );
    const gif = await this.#checkGif(file, turn);
    return { ...gif, rewritten: gif.rewritten ?? file };
  }

  #takeStill(sent: Buffer, kind: StillKind, turn: Turn): Promise<CheckedPicture> {
    const askedAt = performance.now();
    return this.#stills.add(() => {
      turn.waited(performance.now() - askedAt);
      if (this.#isClosing) throw new OverloadError();
      return this.#checkStill(sent, kind);
    });
  }

  async #checkStill(sent: Buffer, kind: StillKind): Promise<CheckedPicture> {
    const pixels = await readStill(sent, kind);
    const written = await writeStill(pixels, this.#maxBytes);
    return { ...written, type: "image/webp", frames: 1, looks: await readLooks(pixels) };
  }

  async #checkGif(file: Uint8Array, turn: Turn): Promise<CheckedPicture> {
    const gif = unlessFailed(await this.#repairs.run({ file, maxBytes: this.#maxBytes }, turn.waited));
    return { ...gif, type: "image/gif", still: await createStill(gif.rewritten ?? file) };
  }
}

/** The first frame, for pages that show pictures without motion. Decoding it is the last check of the file. */
async function createStill(moving: Uint8Array): Promise<Uint8Array> {
  const picture = (await openPicture(moving, { limitInputPixels: limits.gif.pixels }))
    .resize(STILL_SIDE, STILL_SIDE, { fit: "inside", withoutEnlargement: true })
    .webp({ quality: 80, effort: 2 });
  return decoded(picture.toBuffer());
}

function unlessFailed<Result extends object>(result: Result | { failure: GifFailure }): Result {
  if ("failure" in result) throw new Refusal(result.failure);
  return result;
}

function toRefusal(error: unknown): never {
  if (error instanceof JobTooLargeError) throw new Refusal("GIF_TOO_BIG");
  throw error instanceof GifError ? new Refusal(error.code) : error;
}
