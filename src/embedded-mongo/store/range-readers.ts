import type { StatementSyncInstance } from "@photostructure/sqlite";
import { asBuffer } from "../bson/codec.js";
import type { Range } from "../query/plan.js";
import type { Collection } from "./collection.js";
import type { CollectionIndex } from "./collection-index.js";
import { compareKeys, type HeldKey } from "./keys/held-keys.js";
import { LIMIT, Row, rowsOf } from "./rows.js";

/**
 * Reads the next rows of a range with each call, and fewer than asked for at its end. Continues behind the last key it
 * has read, so writes between two calls do no harm.
 */
type ReadRange = (
  collection: Collection,
  index: CollectionIndex,
  range: Range,
  backwards: boolean,
) => (count: number) => Row[];

/** Records start at 1: a key with record 0 is before all that are equal. */
const before = (bytes: Buffer): HeldKey => ({ bytes, record: 0 });

export const readTable: ReadRange = (collection, index, { start, end }, backwards) => {
  const statement = statementOf(rowStatements, index, backwards, () => {
    const [after, until, order] = backwards ? ["<", ">=", "DESC"] : [">", "<", "ASC"];
    return `SELECT i.k, i.r, d.d FROM index_${index.id} i CROSS JOIN documents_${collection.id} d ON d.r = i.r
            WHERE (i.k, i.r) ${after} (?, ?) AND i.k ${until} ? ORDER BY i.k ${order}, i.r ${order} ${LIMIT}`;
  });
  const limit = backwards ? start : end;
  let last: [key: Uint8Array, record: number, ...unknown[]] = [backwards ? end : start, 0];
  return (count) => {
    const found = statement.all(last[0], last[1], limit, count) as [Uint8Array, number, Uint8Array][];
    last = found.at(-1) ?? last;
    return found.map(([_key, record, bytes]) => new Row(record, asBuffer(bytes)));
  };
};

/** For late keys that could not be written: on a full disk. */
export const readTableAndMemory: ReadRange = (collection, index, { start, end }, backwards) => {
  const readKeys = keyReader(index, backwards);
  const compare = backwards ? (a: HeldKey, b: HeldKey) => compareKeys(b, a) : compareKeys;
  let [low, high] = [before(start), before(end)];
  return (count) => {
    const keys = [...readKeys(low, high, count), ...nearest(index.lateKeys, low, high, backwards, count)];
    const distinct = keys.sort(compare).filter((key, i) => i === 0 || compare(key, keys[i - 1]) !== 0);
    const next = distinct.slice(0, count);
    const last = next.at(-1);
    if (last && backwards) high = last;
    else if (last) low = last;
    return next.map(({ record }) => collection.read(record)!);
  };
};

function keyReader(index: CollectionIndex, backwards: boolean) {
  const statement = statementOf(keyStatements, index, backwards, () => {
    const order = backwards ? "DESC" : "ASC";
    return `SELECT k, r FROM index_${index.id} WHERE (k, r) > (?, ?) AND (k, r) < (?, ?)
            ORDER BY k ${order}, r ${order} ${LIMIT}`;
  });
  return (low: HeldKey, high: HeldKey, count: number): HeldKey[] => {
    const found = statement.all(low.bytes, low.record, high.bytes, high.record, count);
    return (found as [Uint8Array, number][]).map(([bytes, record]) => ({ bytes: asBuffer(bytes), record }));
  };
}

function nearest(
  keys: readonly HeldKey[],
  low: HeldKey,
  high: HeldKey,
  backwards: boolean,
  count: number,
): HeldKey[] {
  const afterLow = countBefore(keys, { bytes: low.bytes, record: low.record + 1 });
  const between = keys.slice(afterLow, countBefore(keys, high));
  return backwards ? between.slice(-count) : between.slice(0, count);
}

function countBefore(keys: readonly HeldKey[], key: HeldKey): number {
  let [from, to] = [0, keys.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compareKeys(keys[middle], key) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** By whether they read backwards. */
type Statements = WeakMap<CollectionIndex, StatementSyncInstance[]>;

const rowStatements: Statements = new WeakMap();
const keyStatements: Statements = new WeakMap();

function statementOf(
  statements: Statements,
  index: CollectionIndex,
  backwards: boolean,
  sql: () => string,
): StatementSyncInstance {
  const prepared = statements.get(index) ?? [];
  statements.set(index, prepared);
  prepared[Number(backwards)] ??= rowsOf(index.db.prepare(sql()));
  return prepared[Number(backwards)];
}
