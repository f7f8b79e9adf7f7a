import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import path from "node:path";
import { DatabaseSync, type DatabaseSyncInstance } from "@photostructure/sqlite";
import { type CodeName, MongoError } from "../errors.js";

/** SQLite's result codes that deserve words of their own. */
const SQLITE = { BUSY: 5, READONLY: 8, IOERR: 10, CORRUPT: 11, FULL: 13, CANTOPEN: 14, NOTADB: 26 };

/** How long a start waits for a process that is just ending, as when a watcher restarts the app. */
const LOCK_PATIENCE_MS = 5000;

/**
 * One file, one process: the lock is the operating system's, so it is free again when the process is gone. The
 * write-ahead log is synced at every commit, and a commit is what is acknowledged.
 */
export function openSqlite(dir: string): DatabaseSyncInstance {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const file = path.join(dir, "store.sqlite");
    // The folder may have been there before, open to others; what people say in here is not for them.
    closeSync(openSync(file, "a", 0o600));
    chmodSync(file, 0o600);
    const db = new DatabaseSync(file, { timeout: LOCK_PATIENCE_MS });
    try {
      db.exec(
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON",
      );
      db.exec("BEGIN IMMEDIATE; COMMIT");
      // A page that is written again and again goes into the file once in 8000: the log may be 32 MB for that.
      db.exec(
        "PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 67108864",
      );
    } catch (error) {
      db.close();
      throw error;
    }
    return db;
  } catch (error) {
    throw new Error(whyNotOpened(dir, error as Error), { cause: error });
  }
}

function whyNotOpened(dir: string, error: Error): string {
  switch (sqliteCode(error)) {
    case SQLITE.BUSY:
      return `data directory ${dir} is already in use by another process`;
    case SQLITE.CORRUPT:
    case SQLITE.NOTADB:
      return `the store in data directory ${dir} is damaged (${error.message}); restore it from a backup`;
    default:
      return `data directory ${dir} cannot be used: ${error.message}`;
  }
}

function sqliteCode(error: unknown): number | undefined {
  const code = (error as { sqliteCode?: unknown }).sqliteCode;
  return typeof code === "number" ? code & 0xff : undefined;
}

/** What a client is told when the storage itself failed; nothing for other errors. */
export function storageError(error: unknown): MongoError | undefined {
  const code = sqliteCode(error);
  if (code === undefined) return undefined;
  const name: CodeName =
    code === SQLITE.FULL
      ? "OutOfDiskSpace"
      : code === SQLITE.CORRUPT || code === SQLITE.NOTADB
        ? "DataCorruptionDetected"
        : "InternalError";
  return new MongoError(name, `the storage failed: ${(error as Error).message}`);
}
