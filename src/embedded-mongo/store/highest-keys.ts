import type { DatabaseSyncInstance, StatementSyncInstance } from "@photostructure/sqlite";
import { LRUCache } from "lru-cache";
import { asBuffer } from "../bson/codec.js";
import { rowsOf } from "./rows.js";

const MAX_PREFIXES = 10_000;
const END = Buffer.from([0xff]);
const NO_KEY = Buffer.alloc(0);

// A key above all others with the same first fields is not in the table: numbers that ascend in each room, and ids that
// ascend, need no look-up. Every key that comes into the table is noted here; the highest itself may have been removed.
export class HighestKeys {
  readonly #find: StatementSyncInstance;
  readonly #byPrefix = new LRUCache<string, Buffer>({ max: MAX_PREFIXES });

  constructor(db: DatabaseSyncInstance, index: number) {
    this.#find = rowsOf(db.prepare(`SELECT max(k) FROM index_${index} WHERE k > ? AND k < ?`));
  }

  isAboveAll(key: Buffer, lastField: number | undefined): boolean {
    if (lastField === undefined) return false;
    const prefix = key.toString("latin1", 0, lastField);
    let highest = this.#byPrefix.get(prefix);
    if (!highest) {
      const start = key.subarray(0, lastField);
      const [found] = this.#find.get(start, Buffer.concat([start, END])) as [Uint8Array | null];
      highest = found ? asBuffer(found) : NO_KEY;
      this.#byPrefix.set(prefix, highest);
    }
    return key.compare(highest) > 0;
  }

  note(key: Buffer, lastField: number | undefined): void {
    if (lastField === undefined) return this.#byPrefix.clear();
    const prefix = key.toString("latin1", 0, lastField);
    const highest = this.#byPrefix.get(prefix);
    if (highest && key.compare(highest) > 0) this.#byPrefix.set(prefix, key);
  }
}
