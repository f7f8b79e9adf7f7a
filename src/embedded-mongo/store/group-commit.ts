import type { DatabaseSyncInstance, StatementSyncInstance } from "@photostructure/sqlite";
import { MongoError } from "../errors.js";
import { storageError } from "./sqlite.js";

/** On a full disk, each attempt to write costs a rollback. */
const PAUSE_MS = 10_000;

export interface CommitBatch {
  /** Resolves when the batch is on disk, or with the reason why it was rolled back. */
  readonly ended: Promise<MongoError | undefined>;
  readonly end: (failure?: MongoError) => void;
}

// Writes that arrive in one turn of the event loop share a transaction, and so one sync to disk; all of them are
// acknowledged afterwards. Reads of that turn wait for the commit too, since a crash could still undo what they saw.
export class GroupCommit {
  readonly #db: DatabaseSyncInstance;
  readonly #onRollback: () => void;
  readonly #onBatchEnd: () => void;
  readonly #beginStatement: StatementSyncInstance;
  readonly #commitStatement: StatementSyncInstance;
  #batch: CommitBatch | undefined;
  #shuttingDown = false;
  #rollbacks = 0;
  #hasOptional = false;
  #pausedUntil = 0;

  /** `onRollback` has to discard everything that was cached from the database. */
  constructor(db: DatabaseSyncInstance, onRollback: () => void, onBatchEnd: () => void) {
    this.#db = db;
    this.#onRollback = onRollback;
    this.#onBatchEnd = onBatchEnd;
    this.#beginStatement = db.prepare("BEGIN IMMEDIATE");
    this.#commitStatement = db.prepare("COMMIT");
  }

  get openBatch(): CommitBatch | undefined {
    return this.#batch;
  }

  get rollbacks(): number {
    return this.#rollbacks;
  }

  get isShuttingDown(): boolean {
    return this.#shuttingDown;
  }

  /** Interrupts long operations when they yield next. */
  shutDown(): void {
    this.#shuttingDown = true;
  }

  /** Runs a step that checks everything before it writes. If the storage fails, the whole batch is rolled back. */
  write<T>(step: () => T): T {
    this.#begin();
    try {
      return step();
    } catch (error) {
      const failure = storageError(error);
      if (failure) this.#rollback(failure);
      throw failure ?? error;
    }
  }

  /** For what can wait until there is space: after a failure, nothing is done for a while. */
  writeOptional(step: () => void): void {
    if (performance.now() < this.#pausedUntil) return;
    this.write(() => {
      this.#hasOptional = true;
      step();
    });
  }

  commit(): void {
    const batch = this.#batch;
    if (!batch) return;
    try {
      this.#commitStatement.run();
      this.#batch = undefined;
      this.#hasOptional = false;
      batch.end();
      this.#onBatchEnd();
    } catch (error) {
      this.#rollback(storageError(error) ?? new MongoError("InternalError", (error as Error).message));
    }
  }

  #begin(): void {
    if (this.#batch) return;
    this.#beginStatement.run();
    let end: CommitBatch["end"] = () => {};
    const ended = new Promise<MongoError | undefined>((resolve) => {
      end = resolve;
    });
    const batch = { ended, end };
    this.#batch = batch;
    // Runs after the event loop has handled all sockets that have data now.
    setImmediate(() => {
      if (this.#batch === batch) this.commit();
    });
  }

  #rollback(failure: MongoError): void {
    const batch = this.#batch;
    this.#batch = undefined;
    this.#rollbacks++;
    if (this.#hasOptional) this.#pausedUntil = performance.now() + PAUSE_MS;
    this.#hasOptional = false;
    try {
      // If the disk is full, SQLite has rolled back already.
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      this.#onRollback();
    } finally {
      batch?.end(failure);
      this.#onBatchEnd();
    }
  }
}
