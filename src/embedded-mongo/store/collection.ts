import type { DatabaseSyncInstance, StatementSyncInstance } from "@photostructure/sqlite";
import { type Binary, BSONRegExp, type Document, ObjectId } from "bson";
import { asBuffer, decode, encode } from "../bson/codec.js";
import { MongoError } from "../errors.js";
import type { IndexKeys } from "../query/index-keys.js";
import { isDocument } from "../query/paths.js";
import type { Index } from "./index.js";
import { lazyRow, type Row, rowsOf } from "./rows.js";

export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/**
 * The documents of one collection as they came, by record number, and the keys of its indexes, always in agreement:
 * each method is called inside of `Work.write` and checks everything before it changes anything.
 */
export class Collection {
  private readonly insertRow: StatementSyncInstance;
  private readonly updateRow: StatementSyncInstance;
  private readonly deleteRow: StatementSyncInstance;
  private readonly countRows: StatementSyncInstance;
  private readonly readRow: StatementSyncInstance;
  /** Counts the writes, so that whoever has looked can tell whether it is still so. */
  changes = 0;
  private size: number | undefined;
  /** The catalog was read anew or the collection dropped: whoever still holds this object has to begin again. */
  retired = false;
  /** An index under construction: kept up to date, but not yet to be searched. */
  readonly unfinished: Index[] = [];

  constructor(
    readonly db: DatabaseSyncInstance,
    readonly id: number,
    readonly namespace: string,
    readonly uuid: Binary,
    readonly indexes: Index[],
  ) {
    this.insertRow = db.prepare(`INSERT INTO documents_${id} (d) VALUES (?)`);
    this.updateRow = db.prepare(`UPDATE documents_${id} SET d = ? WHERE r = ?`);
    this.deleteRow = db.prepare(`DELETE FROM documents_${id} WHERE r = ?`);
    this.readRow = rowsOf(db.prepare(`SELECT d FROM documents_${id} WHERE r = ?`));
    this.countRows = rowsOf(db.prepare(`SELECT count(*) FROM documents_${id}`));
  }

  count(): number {
    this.size ??= (this.countRows.get() as [number])[0];
    return this.size;
  }

  read(record: number): Row | undefined {
    const row = this.readRow.get(record) as [Uint8Array] | undefined;
    return row && lazyRow(record, asBuffer(row[0]));
  }

  insert(bytes: Buffer): void {
    this.mustBeCurrent();
    const { document, raw } = withId(bytes);
    checkDocumentRules(document, raw);
    const entries = this.entries(document, -1);
    const { lastInsertRowid } = this.insertRow.run(raw);
    for (const { index, keys } of entries) index.add(keys, Number(lastInsertRowid));
    if (this.size !== undefined) this.size++;
    this.changes++;
  }

  /** Answers whether anything is different now. */
  replace(record: number, before: { document: Document; raw: Buffer }, after: Document): boolean {
    this.mustBeCurrent();
    const raw = encode(after);
    if (raw.equals(before.raw)) return false;
    checkDocumentRules(after, raw);
    const entries = this.entries(after, record);
    this.updateRow.run(raw, record);
    this.changes++;
    for (const { index, keys } of entries) {
      const old = index.keysOf(before.document);
      index.remove(without(old.keys, keys.keys), record);
      index.add({ ...keys, keys: without(keys.keys, old.keys) }, record);
    }
    return true;
  }

  remove(record: number, document: Document): void {
    this.mustBeCurrent();
    this.deleteRow.run(record);
    for (const index of this.maintained()) index.remove(index.keysOf(document).keys, record);
    if (this.size !== undefined) this.size--;
    this.changes++;
  }

  private mustBeCurrent(): void {
    if (this.retired)
      throw new MongoError("QueryPlanKilled", `${this.namespace} was dropped or restored meanwhile`);
  }

  private maintained(): Index[] {
    return this.unfinished.length > 0 ? [...this.indexes, ...this.unfinished] : this.indexes;
  }

  private entries(document: Document, record: number): { index: Index; keys: IndexKeys }[] {
    const entries = this.maintained().map((index) => ({ index, keys: index.keysOf(document) }));
    for (const { index, keys } of entries) index.checkUnique(keys.keys, document, record);
    return entries;
  }
}

function without(keys: Buffer[], others: Buffer[]): Buffer[] {
  return keys.filter((key) => !others.some((other) => other.equals(key)));
}

/** MongoDB keeps `_id` as the first field, and makes one where there is none. */
function withId(raw: Buffer): { document: Document; raw: Buffer } {
  const document = decode(raw);
  if (Object.keys(document)[0] === "_id") return { document, raw };
  const { _id = new ObjectId(), ...rest } = document;
  const complete = { _id, ...rest };
  return { document: complete, raw: encode(complete) };
}

function checkDocumentRules(document: Document, raw: Buffer): void {
  if (raw.length > MAX_DOCUMENT_BYTES) {
    throw new MongoError("BSONObjectTooLarge", `object to insert too large. size in bytes: ${raw.length}`);
  }
  const { _id } = document;
  if (Array.isArray(_id) || _id === undefined || _id instanceof BSONRegExp) {
    throw new MongoError(
      "InvalidIdField",
      "The '_id' value cannot be an array, a regular expression or undefined",
    );
  }
  if (isDocument(_id) && Object.keys(_id).some((name) => name.startsWith("$"))) {
    throw new MongoError("DollarPrefixedFieldName", "_id fields may not contain '$'-prefixed fields");
  }
}
