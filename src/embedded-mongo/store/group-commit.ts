import type { DatabaseSyncInstance, StatementSyncInstance } from "@photostructure/sqlite";
import { MongoError } from "../errors.js";
import { storageError } from "./sqlite.js";

export interface Batch {
  ended: Promise<MongoError | undefined>;
  end: (failure?: MongoError) => void;
}

/**
 * Commits in groups: everything that arrives in one turn of the event loop is written in one transaction, synced
 * once, and answered afterwards. Reads of that time wait for the sync too, so nobody sees what could still be lost.
 */
export class Commits {
  private readonly beginning: StatementSyncInstance;
  private readonly committing: StatementSyncInstance;
  private batch: Batch | undefined;
  stopped = false;

  constructor(
    private readonly db: DatabaseSyncInstance,
    /** The transaction is undone: what is remembered of the data must be forgotten. */
    private readonly onRollback: () => void,
  ) {
    this.beginning = db.prepare("BEGIN IMMEDIATE");
    this.committing = db.prepare("COMMIT");
  }

  /** The open batch, if there is one. */
  get open(): Batch | undefined {
    return this.batch;
  }

  /** From now on long work ends at its next pause. */
  stop(): void {
    this.stopped = true;
  }

  /** Does a step that checks everything before it writes; if the storage fails in it, the whole batch is undone. */
  write<T>(step: () => T): T {
    this.begin();
    try {
      return step();
    } catch (error) {
      const failure = storageError(error);
      if (failure) this.rollback(failure);
      throw failure ?? error;
    }
  }

  /** Ends the open batch now. */
  commit(): void {
    const { batch } = this;
    if (!batch) return;
    try {
      this.committing.run();
      this.batch = undefined;
      batch.end();
    } catch (error) {
      this.rollback(storageError(error) ?? new MongoError("InternalError", (error as Error).message));
    }
  }

  private begin(): void {
    if (this.batch) return;
    this.beginning.run();
    let end: Batch["end"] = () => {};
    const ended = new Promise<MongoError | undefined>((resolve) => {
      end = resolve;
    });
    const batch = { ended, end };
    this.batch = batch;
    // Runs when all sockets that have something to say have said it.
    setImmediate(() => {
      if (this.batch === batch) this.commit();
    });
  }

  private rollback(failure: MongoError): void {
    const { batch } = this;
    this.batch = undefined;
    // A full disk makes SQLite roll back by itself.
    try {
      if (this.db.isTransaction) this.db.exec("ROLLBACK");
      this.onRollback();
    } finally {
      batch?.end(failure);
    }
  }
}

/** What one command has seen or written, and so has to wait for before it is answered. */
export class Work {
  private readonly batches = new Set<Batch>();

  constructor(private readonly commits: Commits) {}

  write<T>(step: () => T): T {
    return this.commits.write(() => {
      this.join();
      return step();
    });
  }

  /** The store is closing: whoever works on should not. */
  get stopped(): boolean {
    return this.commits.stopped;
  }

  /** To be called where data is read: it may be an open batch's. */
  join(): void {
    if (this.commits.open) this.batches.add(this.commits.open);
  }

  /** Waits until all of it is on disk; throws if it could not be. */
  async settled(): Promise<void> {
    for (const batch of this.batches) {
      this.batches.delete(batch);
      const failure = await batch.ended;
      if (failure) throw failure;
    }
  }
}
