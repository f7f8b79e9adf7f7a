import type { Collection } from "./collection.js";
import type { CommitBatch, GroupCommit } from "./group-commit.js";

/** The batches in which one command has written or read, and whose commit it has to wait for. */
export class UnitOfWork {
  readonly #commits: GroupCommit;
  readonly #batches = new Set<CommitBatch>();

  constructor(commits: GroupCommit) {
    this.#commits = commits;
  }

  write<T>(step: () => T): T {
    return this.#commits.write(() => {
      this.joinOpenBatch();
      return step();
    });
  }

  /** Before a search by an index. On a full disk the collection may still have late keys afterwards. */
  writeLateKeys(collection: Collection): void {
    if (!collection.hasLateKeys) return;
    this.#commits.writeOptional(() => {
      this.joinOpenBatch();
      collection.moveLateKeys();
    });
  }

  get isShuttingDown(): boolean {
    return this.#commits.isShuttingDown;
  }

  /** Every read calls this: the data may belong to a batch that is not committed yet. */
  joinOpenBatch(): void {
    if (this.#commits.openBatch) this.#batches.add(this.#commits.openBatch);
  }

  /** Waits until all of it is on disk; throws if a commit failed. */
  async committed(): Promise<void> {
    for (const batch of this.#batches) {
      this.#batches.delete(batch);
      const failure = await batch.ended;
      if (failure) throw failure;
    }
  }
}
