import { setImmediate as nextTurn } from "node:timers/promises";
import type { DatabaseSyncInstance, StatementSyncInstance } from "@photostructure/sqlite";
import type { GroupCommit } from "./group-commit.js";
import { PageScrubber } from "./page-scrubber.js";
import { rowsOf } from "./rows.js";
import { WriteAheadLog } from "./write-ahead-log.js";

const ERASE_AFTER_MS = 5000;
/** 8 MB. Writers wait while the log is erased, so it must not grow until then. */
const MAX_LOG_FRAMES = 2000;
/** Other commands wait about this long for a step in the background. */
const TIME_SLICE_MS = 4;

/** The file shrinks once more than a quarter of it is free; 1 MB stays for what is written next. */
const FREE_PAGES_KEPT = 256;
const SHRINK_PAGES = 32;

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
  readonly #sizes: StatementSyncInstance;
  readonly #toScrub = new Set<number>();
  #cacheHasGaps = false;
  /** Every page is scrubbed once after a start, because a crash may have come between checkpoint and scrubbing. */
  readonly #firstPass: Promise<void>;
  #nextUnchecked = 1;
  readonly #lastUnchecked: number;
  #maxLogFrames = MAX_LOG_FRAMES;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #shrinking: Promise<void> | undefined;
  #closing = false;

  constructor(db: DatabaseSyncInstance, file: string, commits: GroupCommit) {
    this.#db = db;
    this.#commits = commits;
    const [pageSize] = rowsOf(db.prepare("PRAGMA page_size")).get() as [number];
    this.#log = new WriteAheadLog(`${file}-wal`, pageSize);
    this.#scrubber = new PageScrubber(file, pageSize);
    this.#checkpoint = rowsOf(db.prepare("PRAGMA wal_checkpoint(TRUNCATE)"));
    this.#sizes = rowsOf(
      db.prepare("SELECT freelist_count, page_count FROM pragma_freelist_count, pragma_page_count"),
    );
    this.#tryToErase();
    this.#lastUnchecked = this.#scrubber.pageCount;
    this.#firstPass = this.#scrubUnchecked();
  }

  /** To be called after every batch. */
  noteBatch(): void {
    this.#timer ??= setTimeout(() => this.#tryToErase(), ERASE_AFTER_MS);
    // After the event loop has sent the replies of this batch.
    if (this.#log.frameCount >= this.#maxLogFrames)
      this.#immediate ??= setImmediate(() => this.#tryToErase());
  }

  /** When it resolves, nothing of what was deleted before is left, and the file has shrunk. */
  async eraseNow(): Promise<void> {
    await this.#firstPass;
    this.#erase();
    this.#shrinkIfDue();
    await this.#shrinking;
    this.#erase();
  }

  /** Closes the database as well, and only then the descriptors of its file. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#shrinking;
    try {
      this.#scrubUntil(Number.POSITIVE_INFINITY);
      await this.#firstPass;
    } finally {
      this.#tryToErase();
      clearTimeout(this.#timer);
      clearImmediate(this.#immediate);
      this.#scrubber.sync();
      this.#db.close();
      this.#scrubber.close();
      this.#log.close();
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
    for (const page of this.#log.pageNumbers()) this.#toScrub.add(page);
    const [busy] = this.#checkpoint.get() as [number];
    if (busy) throw new Error("the log is in use");
    this.#maxLogFrames = MAX_LOG_FRAMES;
    for (const page of this.#toScrub) {
      this.#scrub(page);
      this.#toScrub.delete(page);
    }
    this.#dropCachedGaps();
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
    const [free, pages] = this.#sizes.get() as [number, number];
    if (this.#closing || free <= Math.max(FREE_PAGES_KEPT, pages / 4)) return;
    this.#shrinking ??= this.#shrink()
      .catch(logFailure)
      .finally(() => {
        this.#shrinking = undefined;
      });
  }

  async #shrink(): Promise<void> {
    while (!this.#closing && (this.#sizes.get() as [number])[0] > FREE_PAGES_KEPT) {
      this.#commits.write(() => this.#db.exec(`PRAGMA incremental_vacuum(${SHRINK_PAGES})`));
      await nextTurn();
    }
  }
}

function logFailure(error: unknown): void {
  console.error("embedded-mongo: deleted data could not be erased:", error);
}
