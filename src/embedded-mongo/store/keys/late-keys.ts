import type { DatabaseSyncInstance, StatementSyncInstance } from "@photostructure/sqlite";
import type { CollectionIndex } from "../collection-index.js";
import { ROWS, rowsOf } from "../rows.js";
import type { IndexEntry } from "./new-row.js";

const MAX_WEIGHT = 4000;
/** A record with more or longer keys counts as several, which bounds the memory that held keys take. */
const USUAL_RECORD = { keys: 5, bytes: 1000 };
/** More keys are moved for each new record than it has, so that those held do not become ever more. */
const KEYS_MOVED = 12;
const MOVED_AT_ONCE = 10 * ROWS;
/** By weight. Records behind the mark get their keys again after a crash, so it need not be exact. */
const MARK_EVERY = 1000;

// Keys of new records that are not in the index tables yet. In 200 rooms, the keys of one commit lie in hundreds of
// pages, and each page would be written, synced and scrubbed for a key or two. So keys are kept in memory and moved in
// the order of the index, where many share a page. Changes and removals move all of them first, and so do searches, unless
// the disk is full. The records are on disk with their commit; after a crash, those behind the mark get their keys again.
export class LateKeys {
  readonly #saveMark: StatementSyncInstance;
  readonly #collection: number;
  #mark: number;
  #held = new Set<CollectionIndex>();
  #weight = 0;
  #last = 0;
  #moving: CollectionIndex[] = [];
  #movingTo = 0;
  /** The weight of records behind the mark whose keys are in the tables, or on their way there. */
  #weightBehindMark = 0;
  #due = 0;

  constructor(db: DatabaseSyncInstance, collection: number) {
    this.#collection = collection;
    this.#saveMark = db.prepare("UPDATE indexed SET record = ? WHERE collection = ?");
    const read = rowsOf(db.prepare("SELECT record FROM indexed WHERE collection = ?"));
    [this.#mark] = read.get(collection) as [number];
    this.#last = this.#mark;
  }

  get mark(): number {
    return this.#mark;
  }

  get isEmpty(): boolean {
    return this.#weight === 0 && this.#moving.length === 0;
  }

  /** Below the mark, where the numbers of removed records are used again, a crash would lose the keys. */
  add(entries: readonly IndexEntry[], record: number): void {
    if (record <= this.#mark) {
      for (const { index, keys } of entries) index.add(keys, record);
      return;
    }
    this.hold(entries, record);
    if (this.#weight >= MAX_WEIGHT && this.#moving.length === 0) this.#startMoving();
    const added = entries.reduce((sum, { keys }) => sum + keys.keys.length, 0);
    this.#due += Math.max(KEYS_MOVED, 2 * added);
    if (this.#due < MOVED_AT_ONCE) return;
    this.#move(this.#due);
    this.#due = 0;
  }

  hold(entries: readonly IndexEntry[], record: number): void {
    for (const { index, keys } of entries) {
      if (!keys.keys.length) continue;
      index.hold(keys, record);
      this.#held.add(index);
    }
    this.#last = record;
    this.#weight += weightOf(entries);
  }

  moveAll(): void {
    this.#move(Number.POSITIVE_INFINITY);
    if (this.#weight) this.#startMoving();
    this.#move(Number.POSITIVE_INFINITY);
  }

  /** Before a clean end. */
  saveMark(): void {
    this.moveAll();
    if (this.#last > this.#mark) this.#setMark(this.#last);
  }

  #startMoving(): void {
    this.#moving = [...this.#held];
    this.#movingTo = this.#last;
    this.#held = new Set();
    this.#weightBehindMark += this.#weight;
    this.#weight = 0;
    this.#startNext();
  }

  #move(count: number): void {
    for (let left = count; left > 0; ) {
      const index = this.#moving.at(-1);
      if (!index) return;
      const moved = index.moveSome(left);
      if (moved >= left) return;
      left -= moved;
      this.#moving.pop();
      this.#startNext();
    }
  }

  /** One index at a time, since sorting all would keep others waiting for 10 ms. */
  #startNext(): void {
    const index = this.#moving.at(-1);
    if (index) index.startMoving();
    else if (this.#weightBehindMark >= MARK_EVERY) this.#setMark(this.#movingTo);
  }

  #setMark(record: number): void {
    this.#saveMark.run(record, this.#collection);
    this.#mark = record;
    this.#weightBehindMark = 0;
  }
}

function weightOf(entries: readonly IndexEntry[]): number {
  let [count, bytes] = [0, 0];
  for (const { keys } of entries) {
    count += keys.keys.length;
    for (const key of keys.keys) bytes += key.bytes.length;
  }
  return Math.max(1, count / USUAL_RECORD.keys, bytes / USUAL_RECORD.bytes);
}
