import type { DatabaseSyncInstance, StatementSyncInstance } from "@photostructure/sqlite";
import { type Binary, BSONError, type Document } from "bson";
import { asBuffer, decode, encode } from "../bson/codec.js";
import { checkDocumentRules } from "../bson/stored-document.js";
import { changedFields } from "../bson/validate.js";
import { MongoError } from "../errors.js";
import type { IndexKey } from "../query/index-keys.js";
import type { CollectionIndex } from "./collection-index.js";
import { LateKeys } from "./keys/late-keys.js";
import { checkUnique, entriesOf, newRow } from "./keys/new-row.js";
import { ROWS, Row, rowsOf, severalRows } from "./rows.js";

const RECENT_WRITES = 4096;

// The documents of one collection by record number, and the keys of its indexes, always in agreement. Every method
// that changes something is called inside `UnitOfWork.write`, and checks everything before it writes.
export class Collection {
  readonly #insertRow: StatementSyncInstance;
  readonly #insertRows: StatementSyncInstance;
  readonly #updateRow: StatementSyncInstance;
  readonly #deleteRow: StatementSyncInstance;
  readonly #countRows: StatementSyncInstance;
  readonly #readRow: StatementSyncInstance;
  readonly #lateKeys: LateKeys;
  #recentWrites: number[] = [];
  #count: number | undefined;
  #lastRecord: number;
  writeCount = 0;
  /** The collection was dropped, or the catalog loaded again: who still holds this object must look it up again. */
  stale = false;
  /** Indexes being built: kept up to date, but not searched yet. */
  readonly unfinished: CollectionIndex[] = [];
  /** Index builds in progress; these promises never reject. */
  readonly builds = new Set<Promise<unknown>>();

  constructor(
    readonly db: DatabaseSyncInstance,
    readonly id: number,
    readonly namespace: string,
    readonly uuid: Binary,
    readonly indexes: CollectionIndex[],
  ) {
    this.#insertRow = db.prepare(`INSERT INTO documents_${id} VALUES (?, ?)`);
    this.#insertRows = db.prepare(`INSERT INTO documents_${id} VALUES ${severalRows("(?, ?)")}`);
    this.#updateRow = db.prepare(`UPDATE documents_${id} SET d = ? WHERE r = ?`);
    this.#deleteRow = db.prepare(`DELETE FROM documents_${id} WHERE r = ?`);
    this.#readRow = rowsOf(db.prepare(`SELECT d FROM documents_${id} WHERE r = ?`));
    this.#countRows = rowsOf(db.prepare(`SELECT count(*) FROM documents_${id}`));
    const [last] = rowsOf(db.prepare(`SELECT coalesce(max(r), 0) FROM documents_${id}`)).get() as [number];
    this.#lastRecord = last;
    this.#lateKeys = new LateKeys(db, id);
    this.#findLateKeys();
  }

  /** Searches by an index have to `moveLateKeys` first, or to look in memory too. */
  get hasLateKeys(): boolean {
    // After a rollback, another object has the collection, and its keys.
    return !this.stale && !this.#lateKeys.isEmpty;
  }

  moveLateKeys(): void {
    if (!this.stale) this.#lateKeys.moveAll();
  }

  prepareToClose(): void {
    this.#lateKeys.saveMark();
  }

  count(): number {
    this.#count ??= (this.#countRows.get() as [number])[0];
    return this.#count;
  }

  read(record: number): Row | undefined {
    const row = this.#readRow.get(record) as [Uint8Array] | undefined;
    return row && new Row(record, asBuffer(row[0]));
  }

  insert(bytes: Buffer): void {
    const { refusal } = this.insertUntilRefused([bytes]);
    if (refusal) throw refusal;
  }

  /** Returns how many were inserted, and why the next one was not. */
  insertUntilRefused(documents: readonly Buffer[]): {
    inserted: number;
    refusal: MongoError | BSONError | undefined;
  } {
    this.assertCurrent();
    const rows: Buffer[] = [];
    let refusal: MongoError | BSONError | undefined;
    try {
      for (const bytes of documents) rows.push(this.#prepareInsert(bytes));
    } catch (error) {
      // If the storage failed, everything is rolled back, and nothing may be written after that.
      if (!(error instanceof MongoError || error instanceof BSONError)) throw error;
      refusal = error;
    }
    this.#insertAll(rows);
    return { inserted: rows.length, refusal };
  }

  /** Returns whether the document is different now. */
  replace(record: number, before: { document: Document; raw: Buffer }, after: Document): boolean {
    this.assertCurrent();
    const raw = encode(after);
    if (raw.equals(before.raw)) return false;
    checkDocumentRules(after, raw);
    this.#lateKeys.moveAll();
    const changed = changedFields(before.raw, raw);
    const indexes = this.#allIndexes().filter(({ fields }) =>
      fields.some(({ path }) => changed.has(path[0])),
    );
    const entries = entriesOf(after, indexes);
    checkUnique(entries, record, { document: after });
    const old = entries.map(({ index }) => index.keysOf(before.document).keys);
    this.#updateRow.run(raw, record);
    for (const [position, { index, keys }] of entries.entries()) {
      index.remove(without(old[position], keys.keys), record);
      index.add({ ...keys, keys: without(keys.keys, old[position]) }, record);
    }
    this.#noteWrite(record);
    return true;
  }

  remove(record: number, document: Document): void {
    this.assertCurrent();
    this.#lateKeys.moveAll();
    const entries = entriesOf(document, this.#allIndexes());
    this.#deleteRow.run(record);
    for (const { index, keys } of entries) index.remove(keys.keys, record);
    if (this.#count !== undefined) this.#count--;
    this.#noteWrite(record);
  }

  /** The records written since `writeCount` had this value; undefined if that is too many writes ago. */
  writesSince(writeCount: number): number[] | undefined {
    const count = this.writeCount - writeCount;
    if (count > this.#recentWrites.length) return undefined;
    return count === 0 ? [] : this.#recentWrites.slice(-count);
  }

  assertCurrent(): void {
    if (this.stale)
      throw new MongoError("QueryPlanKilled", `${this.namespace} was dropped or restored meanwhile`);
  }

  #noteWrite(record: number): void {
    this.writeCount++;
    this.#recentWrites.push(record);
    if (this.#recentWrites.length > 2 * RECENT_WRITES)
      this.#recentWrites = this.#recentWrites.slice(-RECENT_WRITES);
  }

  #allIndexes(): CollectionIndex[] {
    return this.unfinished.length > 0 ? [...this.indexes, ...this.unfinished] : this.indexes;
  }

  /** Checks everything, and takes the keys. */
  #prepareInsert(bytes: Buffer): Buffer {
    const { row, entries } = newRow(bytes, this.#allIndexes());
    checkUnique(entries, -1, row);
    this.#lastRecord++;
    this.#lateKeys.add(entries, this.#lastRecord);
    if (this.#count !== undefined) this.#count++;
    this.#noteWrite(this.#lastRecord);
    return row.raw;
  }

  #insertAll(rows: readonly Uint8Array[]): void {
    const first = this.#lastRecord - rows.length + 1;
    let at = 0;
    while (at + ROWS <= rows.length) {
      const parameters: (number | Uint8Array)[] = [];
      for (const end = at + ROWS; at < end; at++) parameters.push(first + at, rows[at]);
      this.#insertRows.run(...parameters);
    }
    for (; at < rows.length; at++) this.#insertRow.run(first + at, rows[at]);
  }

  /** Records whose keys a crash or a rollback has left in no table. */
  #findLateKeys(): void {
    const behindMark = rowsOf(this.db.prepare(`SELECT r, d FROM documents_${this.id} WHERE r > ?`));
    for (const [record, bytes] of behindMark.iterate(this.#lateKeys.mark) as Iterable<[number, Uint8Array]>) {
      const document = decode(bytes);
      this.#lateKeys.hold(entriesOf(document, this.indexes), record);
    }
  }
}

function without(keys: readonly IndexKey[], others: readonly IndexKey[]): IndexKey[] {
  const excluded = new Set(others.map(({ bytes }) => bytes.toString("latin1")));
  return keys.filter(({ bytes }) => !excluded.has(bytes.toString("latin1")));
}
