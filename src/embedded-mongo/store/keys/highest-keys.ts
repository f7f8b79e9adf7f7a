import type { DatabaseSyncInstance, StatementSyncInstance } from "@photostructure/sqlite";
import { asBuffer } from "../../bson/codec.js";
import type { IndexKey } from "../../query/index-keys.js";
import { rowsOf } from "../rows.js";

const MAX_PREFIXES = 10_000;
const END = Buffer.from([0xff]);
const NO_KEY = Buffer.alloc(0);

// A key above all others with the same first fields is not in the table: numbers that ascend in each room, and ids that
// ascend, need no look-up. Every key that comes into the table is noted here; the highest itself may have been removed.
export class HighestKeys {
  readonly #find: StatementSyncInstance;
  readonly #byPrefix = new Map<string, Buffer>();

  constructor(db: DatabaseSyncInstance, index: number) {
    this.#find = rowsOf(db.prepare(`SELECT max(k) FROM index_${index} WHERE k > ? AND k < ?`));
  }

  isAboveAll({ bytes, prefix }: IndexKey): boolean {
    let highest = this.#byPrefix.get(prefix);
    if (!highest) {
      const start = bytes.subarray(0, prefix.length);
      const [found] = this.#find.get(start, Buffer.concat([start, END])) as [Uint8Array | null];
      highest = found ? asBuffer(found) : NO_KEY;
      if (this.#byPrefix.size >= MAX_PREFIXES) this.#byPrefix.clear();
      this.#byPrefix.set(prefix, highest);
    }
    return bytes.compare(highest) > 0;
  }

  note(prefix: string, bytes: Buffer): void {
    const highest = this.#byPrefix.get(prefix);
    if (highest && bytes.compare(highest) > 0) this.#byPrefix.set(prefix, bytes);
  }
}
