import type { DatabaseSyncInstance, StatementSyncInstance } from "@photostructure/sqlite";
import type { Document } from "bson";
import { decode } from "../bson/codec.js";
import { fieldOf, missing } from "../bson/documents.js";
import type { FlatDocument } from "../bson/flat-document.js";
import { MongoError } from "../errors.js";
import { flatIndexKeys } from "../query/flat-keys.js";
import { type IndexKey, type IndexKeys, indexKeys, type KeyField, keyFields } from "../query/index-keys.js";
import type { PlannableIndex, Range } from "../query/plan.js";
import type { HeldKey } from "./keys/held-keys.js";
import { HighestKeys } from "./keys/highest-keys.js";
import { LateIndexKeys } from "./keys/late-index-keys.js";
import { LIMIT, ROWS, rowsOf, severalRows } from "./rows.js";

export interface IndexSpec extends Document {
  v: number;
  key: Document;
  name: string;
  unique?: boolean;
  sparse?: boolean;
  expireAfterSeconds?: number;
}

/** One index: a table of order-preserving keys and the records they belong to. */
export class CollectionIndex implements PlannableIndex {
  readonly fields: readonly KeyField[];
  readonly multikey: boolean[];
  readonly #insertKey: StatementSyncInstance;
  readonly #insertKeys: StatementSyncInstance;
  readonly #deleteKey: StatementSyncInstance;
  readonly #findOtherRecord: StatementSyncInstance;
  readonly #countKeys: StatementSyncInstance;
  readonly #saveMultikey: StatementSyncInstance;
  readonly #highestKeys: HighestKeys;
  readonly #lateKeys = new LateIndexKeys();

  constructor(
    readonly db: DatabaseSyncInstance,
    readonly id: number,
    readonly namespace: string,
    readonly spec: IndexSpec,
    multikey: string,
  ) {
    this.fields = keyFields(spec.key);
    this.multikey = this.fields.map((_field, position) => multikey[position] === "1");
    this.#insertKey = db.prepare(`INSERT OR IGNORE INTO index_${id} VALUES (?, ?)`);
    this.#deleteKey = db.prepare(`DELETE FROM index_${id} WHERE k = ? AND r = ?`);
    this.#findOtherRecord = rowsOf(db.prepare(`SELECT r FROM index_${id} WHERE k = ? AND r <> ? LIMIT 1`));
    this.#countKeys = rowsOf(
      db.prepare(`SELECT count(*) FROM (SELECT 1 FROM index_${id} WHERE k >= ? AND k < ? ${LIMIT})`),
    );
    this.#saveMultikey = db.prepare(`UPDATE indexes SET multikey = ? WHERE id = ${id}`);
    this.#insertKeys = db.prepare(`INSERT OR IGNORE INTO index_${id} VALUES ${severalRows("(?, ?)")}`);
    this.#highestKeys = new HighestKeys(db, id);
  }

  get name(): string {
    return this.spec.name;
  }

  get unique(): boolean {
    return this.spec.unique === true || this.name === "_id_";
  }

  get sparse(): boolean {
    return this.spec.sparse === true;
  }

  keysOf(document: Document): IndexKeys {
    return indexKeys(document, this.fields, this.sparse);
  }

  keysOfFlat(document: FlatDocument): IndexKeys {
    return flatIndexKeys(document, this.fields, this.sparse);
  }

  /** Throws if the index is unique and another document has one of the keys. */
  checkUnique(keys: IndexKeys, record: number, row: { readonly document: Document }): void {
    if (!this.unique || !keys.keys.some((key) => this.#isTaken(key, record))) return;
    const keyValue = Object.fromEntries(
      this.fields.map(({ name, path }) => [name, firstAt(row.document, path)] as const),
    );
    const shown = Object.entries(keyValue).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
    throw new MongoError(
      "DuplicateKey",
      `E11000 duplicate key error collection: ${this.namespace} index: ${this.name} dup key: { ${shown.join(", ")} }`,
      { keyPattern: this.spec.key, keyValue },
    );
  }

  add({ keys, multikey }: IndexKeys, record: number): void {
    for (const { bytes, prefix } of keys) {
      this.#insertKey.run(bytes, record);
      if (this.unique) this.#highestKeys.note(prefix, bytes);
    }
    this.#noteArrays(multikey);
  }

  /** Takes the keys into account, although they are not in the table before they are moved. */
  hold({ keys, multikey }: IndexKeys, record: number): void {
    for (const key of keys) this.#lateKeys.add(key, record);
    this.#noteArrays(multikey);
  }

  get lateKeys(): readonly HeldKey[] {
    return this.#lateKeys.sorted;
  }

  /** Call `moveSome` until it moves too few, and only then `startMoving` again. */
  startMoving(): void {
    this.#lateKeys.startMoving();
  }

  /** Moves whole rows of keys, and returns how many keys it has moved: fewer than `count` if it has no more. */
  moveSome(count: number): number {
    const keys = this.#lateKeys.nextToMove(Math.ceil(count / ROWS) * ROWS);
    let at = 0;
    while (at + ROWS <= keys.length) {
      const parameters: (Buffer | number)[] = [];
      for (const end = at + ROWS; at < end; at++) parameters.push(keys[at].bytes, keys[at].record);
      this.#insertKeys.run(...parameters);
    }
    for (; at < keys.length; at++) this.#insertKey.run(keys[at].bytes, keys[at].record);
    const moved = this.#lateKeys.endMoving();
    if (moved && this.unique)
      for (const [prefix, bytes] of moved.highest()) this.#highestKeys.note(prefix, bytes);
    return keys.length;
  }

  remove(keys: readonly IndexKey[], record: number): void {
    for (const { bytes } of keys) this.#deleteKey.run(bytes, record);
  }

  count(ranges: readonly Range[], limit: number): number {
    let count = 0;
    for (const { start, end } of ranges) {
      if (count >= limit) break;
      count += (this.#countKeys.get(start, end, limit - count) as [number])[0];
    }
    return count;
  }

  #noteArrays(multikey: readonly boolean[]): void {
    if (!multikey.some((isArray, position) => isArray && !this.multikey[position])) return;
    for (const [position, isArray] of multikey.entries()) this.multikey[position] ||= isArray;
    this.#saveMultikey.run(this.multikey.map(Number).join(""));
  }

  #isTaken(key: IndexKey, record: number): boolean {
    const holder = this.#lateKeys.recordOf(key);
    if (holder !== undefined) return holder !== record;
    if (this.#highestKeys.isAboveAll(key)) return false;
    return this.#findOtherRecord.get(key.bytes, record) !== undefined;
  }
}

function firstAt(document: Document, path: readonly string[]): unknown {
  let node: unknown = document;
  for (const part of path) {
    if (Array.isArray(node)) node = node[0];
    node = node !== null && typeof node === "object" ? fieldOf(node, part) : missing;
    if (node === missing) return null;
  }
  return node;
}

export function loadIndexes(
  db: DatabaseSyncInstance,
  collection: number,
  namespace: string,
): CollectionIndex[] {
  const rows = rowsOf(
    db.prepare("SELECT id, spec, multikey FROM indexes WHERE collection = ? AND ready = 1 ORDER BY id"),
  ).all(collection) as [number, Uint8Array, string][];
  return rows.map(
    ([id, spec, multikey]) => new CollectionIndex(db, id, namespace, decode(spec) as IndexSpec, multikey),
  );
}
