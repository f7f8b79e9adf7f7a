import { setImmediate as nextTurn } from "node:timers/promises";
import type { DatabaseSyncInstance, StatementSyncInstance } from "@photostructure/sqlite";
import { MongoError } from "../errors.js";
import { createFile } from "./files/create-file.js";
import { PageScrubber } from "./files/page-scrubber.js";
import type { Snapshot } from "./files/snapshot.js";
import { WriteAheadLog } from "./files/write-ahead-log.js";
import type { GroupCommit } from "./group-commit.js";
import { rowsOf } from "./rows.js";
import { Shrinker } from "./shrinker.js";

const ERASE_AFTER_MS = 5000;
/** 8 MB. Writers wait while the log is erased, so it must not grow until then. */
const MAX_LOG_FRAMES = 2000;
/** Other commands wait about this long for a step in the background. */
const TIME_SLICE_MS = 4;

// Leaves nothing of deleted data in the files. SQLite itself zeroes deleted rows and pages (`secure_delete`), but
// neither the gaps left by rows that it moves to other pages, nor older copies of pages in its log. A page gets gaps
// only when it is written, and then it is in the log. So a pass copies the log to the file, truncates the log, scrubs
// the pages that were in it and drops them from the cache. Nothing may be written meanwhile: a cached page still has
// its gaps, and would bring them back.
export class Eraser {
  readonly #db: DatabaseSyncInstance;
  readonly #commits: GroupCommit;
  readonly #log: WriteAheadLog;
  readonly #scrubber: PageScrubber;
  readonly #checkpoint: StatementSyncInstance;
  readonly #shrinker: Shrinker;
  readonly #toScrub = new Set<number>();
  #cacheHasGaps = false;
  /** Every page is scrubbed once after a start, because a crash may have come between checkpoint and scrubbing. */
  readonly #firstPass: Promise<void>;
  #nextUnchecked = 1;
  readonly #lastUnchecked: number;
  #maxLogFrames = MAX_LOG_FRAMES;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #reserving: NodeJS.Immediate | undefined;
  #snapshot: Snapshot | undefined;
  #copying: Promise<number> | undefined;

  constructor(db: DatabaseSyncInstance, file: string, commits: GroupCommit) {
    this.#db = db;
    this.#commits = commits;
    const [pageSize] = rowsOf(db.prepare("PRAGMA page_size")).get() as [number];
    this.#log = new WriteAheadLog(`${file}-wal`, pageSize);
    this.#scrubber = new PageScrubber(file, pageSize);
    this.#checkpoint = rowsOf(db.prepare("PRAGMA wal_checkpoint(TRUNCATE)"));
    this.#shrinker = new Shrinker(db, commits);
    this.#tryToErase();
    this.#lastUnchecked = this.#scrubber.pageCount;
    this.#firstPass = this.#scrubUnchecked();
  }

  /** To be called after every batch. */
  noteBatch(): void {
    this.#timer ??= setTimeout(() => this.#tryToErase(), ERASE_AFTER_MS);
    // After the event loop has sent the replies of this batch.
    this.#reserving ??= setImmediate(() => {
      this.#reserving = undefined;
      this.#log.reserve();
    });
    if (this.#log.frameCount >= this.#maxLogFrames)
      this.#immediate ??= setImmediate(() => this.#tryToErase());
  }

  /** When it resolves, nothing of what was deleted before is left, and the file has shrunk. */
  async eraseNow(): Promise<void> {
    await this.#firstPass;
    this.#erase();
    this.#shrinkIfDue();
    await this.#shrinker.untilIdle();
    this.#erase();
  }

  /** Writes the database to a new file, as it is once everything deleted before is erased. Resolves to its bytes. */
  async copyTo(file: string, closing: AbortSignal): Promise<number> {
    if (this.#copying) throw new MongoError("ConflictingOperationInProgress", "another copy is being made");
    this.#copying = this.#copyTo(file, closing);
    try {
      return await this.#copying;
    } finally {
      this.#copying = undefined;
    }
  }

  /** Closes the database as well, and only then the descriptors of its file. */
  async close(): Promise<void> {
    // The caller of the copy gets the reason.
    await Promise.allSettled([this.#shrinker.stop(), this.#copying]);
    try {
      this.#scrubUntil(Number.POSITIVE_INFINITY);
      await this.#firstPass;
    } finally {
      this.#tryToErase();
      clearTimeout(this.#timer);
      clearImmediate(this.#immediate);
      clearImmediate(this.#reserving);
      this.#scrubber.sync();
      this.#db.close();
      this.#scrubber.close();
      await this.#log.close();
    }
  }

  #tryToErase(): void {
    try {
      this.#erase();
      this.#shrinkIfDue();
    } catch (error) {
      logFailure(error);
      // Not again after every batch.
      this.#maxLogFrames = this.#log.frameCount + MAX_LOG_FRAMES;
      this.#timer ??= setTimeout(() => this.#tryToErase(), ERASE_AFTER_MS);
    }
  }

  #erase(): void {
    this.#commits.commit();
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#timer = undefined;
    this.#immediate = undefined;
    const pages = this.#log.pageNumbers();
    for (const page of pages) this.#toScrub.add(page);
    this.#snapshot?.keep(pages, this.#shrinker.pageCount);
    const [busy] = this.#checkpoint.get() as [number];
    if (busy) throw new Error("the log is in use");
    this.#log.restart();
    this.#maxLogFrames = MAX_LOG_FRAMES;
    for (const page of this.#toScrub) {
      this.#scrub(page);
      this.#toScrub.delete(page);
    }
    this.#dropCachedGaps();
  }

  #copyTo(file: string, closing: AbortSignal): Promise<number> {
    return createFile(file, async (target) => {
      await this.eraseNow();
      await this.#shrinker.untilIdle();
      // From here on, only `#erase` changes the file, and it keeps the old pages for the copy.
      const snapshot = this.#scrubber.snapshot(target);
      this.#snapshot = snapshot;
      try {
        await snapshot.copy(closing);
        return snapshot.bytes;
      } finally {
        this.#snapshot = undefined;
      }
    });
  }

  #scrub(page: number): void {
    if (this.#scrubber.scrub(page)) this.#cacheHasGaps = true;
  }

  #dropCachedGaps(): void {
    if (this.#cacheHasGaps) this.#db.exec("PRAGMA shrink_memory");
    this.#cacheHasGaps = false;
  }

  async #scrubUnchecked(): Promise<void> {
    try {
      while (!this.#scrubUntil(performance.now() + TIME_SLICE_MS)) await nextTurn();
    } catch (error) {
      logFailure(error);
    }
  }

  #scrubUntil(deadline: number): boolean {
    while (this.#nextUnchecked <= this.#lastUnchecked) {
      if (performance.now() > deadline) return false;
      this.#scrub(this.#nextUnchecked);
      this.#nextUnchecked++;
    }
    this.#dropCachedGaps();
    return true;
  }

  #shrinkIfDue(): void {
    if (!this.#snapshot) this.#shrinker.startIfDue(logFailure);
  }
}

function logFailure(error: unknown): void {
  console.error("embedded-mongo: deleted data could not be erased:", error);
}
