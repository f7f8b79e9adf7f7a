import type { DatabaseSyncInstance, StatementSyncInstance } from "@photostructure/sqlite";
import { type Binary, BSONRegExp, type Document, ObjectId } from "bson";
import { asBuffer, decode, encode } from "../bson/codec.js";
import { isDocument } from "../bson/documents.js";
import { withFirst } from "../bson/validate.js";
import { MongoError } from "../errors.js";
import { MAX_DOCUMENT_BYTES } from "../limits.js";
import type { IndexKeys } from "../query/index-keys.js";
import type { Index } from "./collection-index.js";
import { lazyRow, type Row, rowsOf } from "./rows.js";

const REMEMBERED = 4096;

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
  /** The records that the last writes were about. */
  private recent: number[] = [];
  private size: number | undefined;
  /** The catalog was read anew or the collection dropped: whoever still holds this object has to begin again. */
  retired = false;
  /** An index under construction: kept up to date, but not yet to be searched. */
  readonly unfinished: Index[] = [];
  /** Index builds under way; they never reject. */
  readonly builds = new Set<Promise<unknown>>();

  constructor(
    readonly db: DatabaseSyncInstance,
    readonly id: number,
    public namespace: string,
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
    const record = Number(this.insertRow.run(raw).lastInsertRowid);
    for (const { index, keys } of entries) index.add(keys, record);
    if (this.size !== undefined) this.size++;
    this.touch(record);
  }

  /** Answers whether anything is different now. */
  replace(record: number, before: { document: Document; raw: Buffer }, after: Document): boolean {
    this.mustBeCurrent();
    const raw = encode(after);
    if (raw.equals(before.raw)) return false;
    checkDocumentRules(after, raw);
    const entries = this.entries(after, record);
    const old = entries.map(({ index }) => index.keysOf(before.document).keys);
    this.updateRow.run(raw, record);
    for (const [position, { index, keys }] of entries.entries()) {
      index.remove(without(old[position], keys.keys), record);
      index.add({ ...keys, keys: without(keys.keys, old[position]) }, record);
    }
    this.touch(record);
    return true;
  }

  remove(record: number, document: Document): void {
    this.mustBeCurrent();
    const old = this.maintained().map((index) => ({ index, keys: index.keysOf(document).keys }));
    this.deleteRow.run(record);
    for (const { index, keys } of old) index.remove(keys, record);
    if (this.size !== undefined) this.size--;
    this.touch(record);
  }

  /** The records written to since `changes` was so many; nothing if that is too long ago to be known. */
  touchedSince(changes: number): number[] | undefined {
    const count = this.changes - changes;
    if (count > this.recent.length) return undefined;
    return count === 0 ? [] : this.recent.slice(-count);
  }

  private touch(record: number): void {
    this.changes++;
    this.recent.push(record);
    if (this.recent.length > 2 * REMEMBERED) this.recent = this.recent.slice(-REMEMBERED);
  }

  mustBeCurrent(): void {
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
  const known = new Set(others.map((other) => other.toString("latin1")));
  return keys.filter((key) => !known.has(key.toString("latin1")));
}

/** MongoDB keeps `_id` as the first field, and makes one where there is none. */
function withId(raw: Buffer): { document: Document; raw: Buffer } {
  const document = decode(raw);
  const names = Object.keys(document);
  if (names[0] === "_id") return { document, raw };
  if (names.includes("_id")) return { document, raw: withFirst(raw, "_id") };
  const complete = { _id: new ObjectId(), ...document };
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
