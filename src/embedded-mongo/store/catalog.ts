import { randomUUID } from "node:crypto";
import type { DatabaseSyncInstance } from "@photostructure/sqlite";
import { Int32, UUID } from "bson";
import { encode } from "../bson/codec.js";
import { MongoError } from "../errors.js";
import { Collection } from "./collection.js";
import { CollectionIndex, type IndexSpec, loadIndexes } from "./collection-index.js";
import { rowsOf } from "./rows.js";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS collections (id INTEGER PRIMARY KEY AUTOINCREMENT, ns TEXT NOT NULL UNIQUE, uuid TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS indexes (
    id INTEGER PRIMARY KEY AUTOINCREMENT, collection INTEGER NOT NULL, spec BLOB NOT NULL,
    multikey TEXT NOT NULL DEFAULT '', ready INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE IF NOT EXISTS indexed (collection INTEGER PRIMARY KEY, record INTEGER NOT NULL)`;

/** The list of collections and indexes. Each has an SQLite table of its own, named by its number. */
export class Catalog {
  readonly #db: DatabaseSyncInstance;
  readonly #collections = new Map<string, Collection>();

  constructor(db: DatabaseSyncInstance) {
    this.#db = db;
    db.exec(SCHEMA);
    this.#markAsIndexed();
    this.reload();
    this.#dropUnfinished();
  }

  find(namespace: string): Collection | undefined {
    return this.#collections.get(namespace);
  }

  all(): Collection[] {
    return [...this.#collections.values()];
  }

  ofDatabase(database: string): Collection[] {
    return this.all().filter(({ namespace }) => namespace.startsWith(`${database}.`));
  }

  create(namespace: string): Collection {
    checkNamespace(namespace);
    const uuid = randomUUID();
    const { lastInsertRowid } = this.#db
      .prepare("INSERT INTO collections (ns, uuid) VALUES (?, ?)")
      .run(namespace, uuid);
    const id = Number(lastInsertRowid);
    this.#db.exec(
      `CREATE TABLE documents_${id} (r INTEGER PRIMARY KEY, d BLOB NOT NULL); INSERT INTO indexed VALUES (${id}, 0)`,
    );
    const collection = new Collection(this.#db, id, namespace, new UUID(uuid), []);
    this.finishIndex(
      collection,
      this.startIndex(collection, { v: 2, key: { _id: new Int32(1) }, name: "_id_" }),
    );
    this.#collections.set(namespace, collection);
    return collection;
  }

  drop(collection: Collection): void {
    for (const index of [...collection.indexes, ...collection.unfinished]) this.dropIndex(collection, index);
    this.#db.prepare("DELETE FROM collections WHERE id = ?").run(collection.id);
    this.#db.exec(
      `DROP TABLE documents_${collection.id}; DELETE FROM indexed WHERE collection = ${collection.id}`,
    );
    collection.stale = true;
    this.#collections.delete(collection.namespace);
  }

  /** The new index is kept up to date at once, and searched once it is finished. */
  startIndex(collection: Collection, spec: IndexSpec): CollectionIndex {
    collection.assertCurrent();
    collection.moveLateKeys();
    const { lastInsertRowid } = this.#db
      .prepare("INSERT INTO indexes (collection, spec) VALUES (?, ?)")
      .run(collection.id, encode(spec));
    const id = Number(lastInsertRowid);
    this.#db.exec(`CREATE TABLE index_${id} (k BLOB, r INTEGER, PRIMARY KEY (k, r)) WITHOUT ROWID`);
    const index = new CollectionIndex(this.#db, id, collection.namespace, spec, "");
    collection.unfinished.push(index);
    return index;
  }

  finishIndex(collection: Collection, index: CollectionIndex): void {
    collection.assertCurrent();
    this.#db.prepare("UPDATE indexes SET ready = 1 WHERE id = ?").run(index.id);
    collection.unfinished.splice(collection.unfinished.indexOf(index), 1);
    collection.indexes.push(index);
  }

  dropIndex(collection: Collection, index: CollectionIndex): void {
    collection.moveLateKeys();
    for (const list of [collection.indexes, collection.unfinished]) {
      if (list.includes(index)) list.splice(list.indexOf(index), 1);
    }
    this.#db.prepare("DELETE FROM indexes WHERE id = ?").run(index.id);
    this.#db.exec(`DROP TABLE index_${index.id}`);
  }

  reload(): void {
    for (const collection of this.#collections.values()) collection.stale = true;
    this.#collections.clear();
    const rows = rowsOf(this.#db.prepare("SELECT id, ns, uuid FROM collections ORDER BY id")).all();
    for (const [id, namespace, uuid] of rows as [number, string, string][]) {
      const indexes = loadIndexes(this.#db, id, namespace);
      this.#collections.set(namespace, new Collection(this.#db, id, namespace, new UUID(uuid), indexes));
    }
  }

  /** Stores of earlier versions have all keys in their tables. */
  #markAsIndexed(): void {
    const unmarked = this.#db.prepare(
      "SELECT id FROM collections WHERE id NOT IN (SELECT collection FROM indexed)",
    );
    for (const [id] of rowsOf(unmarked).all() as [number][])
      this.#db.exec(`INSERT INTO indexed SELECT ${id}, coalesce(max(r), 0) FROM documents_${id}`);
  }

  /** Removes indexes whose build a crash has interrupted. */
  #dropUnfinished(): void {
    const ids = rowsOf(this.#db.prepare("SELECT id FROM indexes WHERE ready = 0")).all() as [number][];
    for (const [id] of ids) this.#db.exec(`DROP TABLE index_${id}; DELETE FROM indexes WHERE id = ${id}`);
  }
}

function checkNamespace(namespace: string): void {
  const name = namespace.slice(namespace.indexOf(".") + 1);
  const invalid =
    name === "" || name.startsWith(".") || /[\0$]/.test(name) || Buffer.byteLength(namespace) > 255;
  if (invalid) throw new MongoError("InvalidNamespace", `Invalid namespace specified '${namespace}'`);
}
