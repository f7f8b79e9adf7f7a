import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";

export interface RawDocument {
  id: Uint8Array;
  room: string;
  seq: number;
  doc: Uint8Array;
}

export interface RawStorage {
  /** Documents per second, each batch one synced transaction. */
  insert(batches: RawDocument[][]): number;
  close(): void;
}

/** The storage library alone: the same bytes, keys and transactions, and the same promise of durability. */
export function openRawStorage(dir: string): RawStorage {
  const database = new DatabaseSync(join(dir, "raw.sqlite"));
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE docs (id BLOB PRIMARY KEY, room TEXT, seq INTEGER, doc BLOB, UNIQUE (room, seq));
  `);
  const statement = database.prepare("INSERT INTO docs (id, room, seq, doc) VALUES (?, ?, ?, ?)");
  return {
    insert: (batches) => {
      const started = performance.now();
      for (const batch of batches) {
        database.exec("BEGIN");
        for (const { id, room, seq, doc } of batch) statement.run(id, room, seq, doc);
        database.exec("COMMIT");
      }
      return (batches.flat().length / (performance.now() - started)) * 1000;
    },
    close: () => database.close(),
  };
}
