import { createWriteStream } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as pause } from "node:timers/promises";
import type { StoredGif } from "../../db/models/chat.js";
import { filesOf } from "../../db/models/picture-files.js";
import { addressGroup, groupAround } from "../../lib/address-group.js";
import { PRIVATE_FILE } from "../../lib/ensure-directory.js";
import { FairQueue } from "../../lib/load/fair-queue.js";
import { OverloadError } from "../../lib/overload-error.js";
import { ProcessEndedError, runInProcess } from "../../lib/run-in-process.js";
import { Refusal } from "../errors.js";
import type { Context, SmallOutcome } from "../ports.js";
import type { SmallJob, SmallResult } from "./small-worker.js";

const MAX_WAITING = 100;
/** One of them may be the one that is made. */
const MAX_OF_ADDRESS = 3;
const SLICE_MS = 10;
const TIMEOUT_MS = 30_000;
const HEAP_MB = 64;
/** Of all frames: some seconds of work, and 150 MB. */
const MAX_PIXELS = 100_000_000;
/** Of a smaller file, the answer's headers are a good part. */
const MIN_BYTES = 20_000;
const MAX_SHARE = 0.7;
const CALM_MS = 200;
const BUSY_UTILIZATION = 0.7;
const RETRY_MS = 1000;

interface Keeper {
  keepSmall(room: string, gif: StoredGif, temporary: string, bytes: number): Promise<boolean>;
}

// Makes an animated WebP beside a GIF after it was sent, one at a time, while the server has little to do. Nobody waits
// for it: under load it waits itself, addresses take turns, and what does not fit into the queue is never made.
export class SmallPictures {
  readonly #context: Context;
  readonly #keeper: Keeper;
  readonly #queue: FairQueue;
  readonly #shareOf: (address: string) => string;
  readonly #closing = new AbortController();
  #waiting = 0;

  constructor(context: Context, keeper: Keeper) {
    this.#context = context;
    this.#keeper = keeper;
    const { enabled } = context.limiter;
    this.#shareOf = enabled ? addressGroup : () => "everybody";
    this.#queue = new FairQueue({
      ...{ sliceMs: SLICE_MS, concurrency: 1, concurrencyPerKey: 1, maxWaiting: MAX_WAITING },
      maxWaitingPerKey: enabled ? MAX_OF_ADDRESS : MAX_WAITING,
      ...{ around: groupAround, aroundFactor: 4 },
    });
  }

  add(room: string, gif: StoredGif, address: string): void {
    if (gif.type || gif.frames === 1 || gif.bytes < MIN_BYTES) return;
    if (gif.width * gif.height * gif.frames > MAX_PIXELS) return this.#count("too_large");
    void this.#context.background.run(() => this.#run(room, gif, address));
  }

  close(): void {
    this.#closing.abort();
  }

  async #run(room: string, gif: StoredGif, address: string): Promise<void> {
    this.#countWaiting(1);
    try {
      if (this.#waiting > MAX_WAITING) throw new OverloadError();
      this.#count(await this.#queue.run(this.#shareOf(address), () => this.#makeIfCalm(room, gif)));
    } catch (error) {
      this.#count(this.#closing.signal.aborted ? "closed" : outcomeOf(error));
    } finally {
      this.#countWaiting(-1);
    }
  }

  async #makeIfCalm(room: string, gif: StoredGif): Promise<SmallOutcome> {
    const { signal } = this.#closing;
    const before = () => performance.eventLoopUtilization();
    for (let start = before(); !signal.aborted; start = before()) {
      await pause(CALM_MS, undefined, { signal }).catch(() => {});
      if (performance.eventLoopUtilization(start).utilization < BUSY_UTILIZATION) break;
      await pause(RETRY_MS, undefined, { signal }).catch(() => {});
    }
    return signal.aborted ? "closed" : this.#make(room, gif);
  }

  async #make(room: string, gif: StoredGif): Promise<SmallOutcome> {
    const { temporary } = this.#context.files;
    const [copy, to] = [".small.gif", ".small.webp"].map((end) => path.join(temporary, gif.file + end)) as [
      string,
      string,
    ];
    try {
      const from = await this.#read(room, gif, copy);
      if (!from) return "gone";
      const job: SmallJob = { from, maxBytes: Math.floor(gif.bytes * MAX_SHARE), maxPixels: MAX_PIXELS };
      const { small } = await runInProcess<SmallResult>(new URL("./small-worker.js", import.meta.url), job, {
        ...{ timeoutMs: TIMEOUT_MS, heapMb: HEAP_MB, signal: this.#closing.signal },
      });
      if (!small) return "no_gain";
      await writeFile(to, small, { flush: true, mode: PRIVATE_FILE });
      return (await this.#keeper.keepSmall(room, gif, to, small.length)) ? "made" : "gone";
    } finally {
      await Promise.all([copy, to].map((file) => rm(file, { force: true })));
    }
  }

  async #read(room: string, gif: StoredGif, copy: string): Promise<string | undefined> {
    const content = await this.#context.files.find(room, filesOf(gif).whole);
    if (!content || "path" in content) return content?.path;
    const read = Readable.from(content.read(0, content.bytes - 1));
    await pipeline(read, createWriteStream(copy, { mode: PRIVATE_FILE }));
    return copy;
  }

  #count(outcome: SmallOutcome): void {
    this.#context.metrics.smallPicture(outcome);
  }

  #countWaiting(change: 1 | -1): void {
    this.#waiting += change;
    this.#context.metrics.smallPicturesWaiting(this.#waiting);
  }
}

function outcomeOf(error: unknown): SmallOutcome {
  if (error instanceof OverloadError) return "queue_full";
  if (error instanceof ProcessEndedError) return "failed";
  if ((error as NodeJS.ErrnoException).code === "ENOENT") return "gone";
  if (error instanceof Refusal) return error.code === "STORAGE_FULL" ? "no_space" : "gone";
  throw error;
}
