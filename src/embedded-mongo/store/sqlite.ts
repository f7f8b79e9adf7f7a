import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import path from "node:path";
import { DatabaseSync, type DatabaseSyncInstance } from "@photostructure/sqlite";
import { type CodeName, MongoError } from "../errors.js";

/** SQLite's result codes that get a message of their own. */
const SQLITE = { BUSY: 5, READONLY: 8, IOERR: 10, CORRUPT: 11, FULL: 13, CANTOPEN: 14, NOTADB: 26 };

/** After a restart, the old process may still be closing the file. */
const LOCK_TIMEOUT_MS = 5000;

/**
 * Opens the file for this process alone. The lock belongs to the operating system, which frees it when the process
 * ends. The write-ahead log is synced at every commit, before a write is acknowledged.
 */
export function openSqlite(dir: string): DatabaseSyncInstance {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const file = path.join(dir, "store.sqlite");
    // The folder may exist already and be open to other users, who must not read the data.
    closeSync(openSync(file, "a", 0o600));
    chmodSync(file, 0o600);
    const db = new DatabaseSync(file, { timeout: LOCK_TIMEOUT_MS });
    try {
      db.exec(
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON",
      );
      db.exec("BEGIN IMMEDIATE; COMMIT");
      // With a log of 8000 pages (32 MB), a page that is written often is seldom copied by a checkpoint.
      db.exec(
        "PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 67108864",
      );
    } catch (error) {
      db.close();
      throw error;
    }
    return db;
  } catch (error) {
    throw new Error(openFailure(dir, error as Error), { cause: error });
  }
}

function openFailure(dir: string, error: Error): string {
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

/** The error for the client if SQLite failed; undefined for any other error. */
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
