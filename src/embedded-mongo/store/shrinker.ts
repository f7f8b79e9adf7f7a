import { setImmediate as nextTurn } from "node:timers/promises";
import type { DatabaseSyncInstance, StatementSyncInstance } from "@photostructure/sqlite";
import type { GroupCommit } from "./group-commit.js";
import { rowsOf } from "./rows.js";

/** The file shrinks once more than a quarter of it is free; 1 MB stays for what is written next. */
const FREE_PAGES_KEPT = 256;
const SHRINK_PAGES = 32;

/** Gives free pages at the end of the file back, in steps. */
export class Shrinker {
  readonly #db: DatabaseSyncInstance;
  readonly #commits: GroupCommit;
  readonly #sizes: StatementSyncInstance;
  #shrinking: Promise<void> | undefined;
  #stopped = false;

  constructor(db: DatabaseSyncInstance, commits: GroupCommit) {
    this.#db = db;
    this.#commits = commits;
    this.#sizes = rowsOf(
      db.prepare("SELECT freelist_count, page_count FROM pragma_freelist_count, pragma_page_count"),
    );
  }

  get pageCount(): number {
    return this.#readSizes()[1];
  }

  startIfDue(onFailure: (error: unknown) => void): void {
    const [free, pages] = this.#readSizes();
    if (this.#stopped || free <= Math.max(FREE_PAGES_KEPT, pages / 4)) return;
    this.#shrinking ??= this.#shrink()
      .catch(onFailure)
      .finally(() => {
        this.#shrinking = undefined;
      });
  }

  async untilIdle(): Promise<void> {
    while (this.#shrinking) await this.#shrinking;
  }

  stop(): Promise<void> {
    this.#stopped = true;
    return this.untilIdle();
  }

  #readSizes(): [free: number, all: number] {
    return this.#sizes.get() as [number, number];
  }

  async #shrink(): Promise<void> {
    while (!this.#stopped && this.#readSizes()[0] > FREE_PAGES_KEPT) {
      this.#commits.write(() => this.#db.exec(`PRAGMA incremental_vacuum(${SHRINK_PAGES})`));
      await nextTurn();
    }
  }
}
