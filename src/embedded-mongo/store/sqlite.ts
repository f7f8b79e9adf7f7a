import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { DatabaseSync, type DatabaseSyncInstance } from "@photostructure/sqlite";
import { type CodeName, MongoError } from "../errors.js";
import { databaseFile } from "../paths.js";
import { MAX_PAGES } from "./files/page-scrubber.js";
import { rowsOf } from "./rows.js";

/** SQLite's result codes that get a message of their own. */
const SQLITE = { BUSY: 5, READONLY: 8, IOERR: 10, CORRUPT: 11, FULL: 13, CANTOPEN: 14, NOTADB: 26 };

/** After a restart, the old process may still be closing the file. */
const LOCK_TIMEOUT_MS = 5000;

/** SQLite's code for a database whose file can shrink in steps. */
const INCREMENTAL = 2;

// Opens the file for this process alone. The lock belongs to the operating system, which frees it when the process
// ends. The write-ahead log is synced at every commit, before a write is acknowledged.
export function openSqlite(dir: string, onRewrite: () => void): DatabaseSyncInstance {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const file = databaseFile(dir);
    // The folder may exist already and be open to other users, who must not read the data. An existing file is not
    // opened: another store of this process may have it, and closing it here would free that store's lock.
    if (!existsSync(file)) closeSync(openSync(file, "a", 0o600));
    chmodSync(file, 0o600);
    const db = new DatabaseSync(file, { timeout: LOCK_TIMEOUT_MS });
    try {
      configure(db, onRewrite);
    } catch (error) {
      db.close();
      throw error;
    }
    return db;
  } catch (error) {
    throw new Error(openFailure(dir, error as Error), { cause: error });
  }
}

function configure(db: DatabaseSyncInstance, onRewrite: () => void): void {
  db.exec(
    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON",
  );
  db.exec("BEGIN IMMEDIATE; COMMIT");
  // The eraser makes the checkpoints, and needs the log until then.
  db.exec(
    `PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 0; PRAGMA secure_delete = ON; PRAGMA max_page_count = ${MAX_PAGES}`,
  );
  const [mode] = rowsOf(db.prepare("PRAGMA auto_vacuum")).get() as [number];
  // Stores of earlier versions hold deleted data in free pages, and cannot shrink: they are written anew, once.
  if (mode !== INCREMENTAL) {
    onRewrite();
    db.exec("PRAGMA auto_vacuum = INCREMENTAL; VACUUM");
  }
  // Only now: in memory, the copy that VACUUM makes could be larger than the machine allows.
  db.exec("PRAGMA temp_store = MEMORY");
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
