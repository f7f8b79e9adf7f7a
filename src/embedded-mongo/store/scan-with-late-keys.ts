import { asBuffer } from "../bson/codec.js";
import type { Range } from "../query/plan.js";
import type { Collection } from "./collection.js";
import type { CollectionIndex } from "./collection-index.js";
import { compareKeys, type HeldKey } from "./keys/held-keys.js";
import { type Row, rowsOf } from "./rows.js";

const CHUNK = 32;

// The rows of a range, where late keys could not be written: on a full disk. Each chunk looks for them anew, so that
// writes between two chunks do no harm. Records start at 1: a key with record 0 is before all that are equal.
export function* readWithLateKeys(
  collection: Collection,
  index: CollectionIndex,
  { start, end }: Range,
  backwards: boolean,
): Generator<Row[]> {
  const readTable = tableReader(collection, index, backwards);
  let low: HeldKey = { bytes: start, record: 0 };
  let high: HeldKey = { bytes: end, record: 0 };
  for (;;) {
    const keys = [...readTable(low, high), ...nearest(index.lateKeys, low, high, backwards)];
    keys.sort(backwards ? (a, b) => compareKeys(b, a) : compareKeys);
    const chunk = keys.filter((key, i) => i === 0 || compareKeys(key, keys[i - 1]) !== 0).slice(0, CHUNK);
    yield chunk.flatMap(({ record }) => collection.read(record) ?? []);
    if (chunk.length < CHUNK) return;
    if (backwards) high = chunk[CHUNK - 1];
    else low = chunk[CHUNK - 1];
  }
}

function tableReader({ db }: Collection, { id }: CollectionIndex, backwards: boolean) {
  const order = backwards ? "DESC" : "ASC";
  const statement = rowsOf(
    db.prepare(
      `SELECT k, r FROM index_${id} WHERE (k, r) > (?, ?) AND (k, r) < (?, ?) ORDER BY k ${order}, r ${order} LIMIT ${CHUNK}`,
    ),
  );
  return (low: HeldKey, high: HeldKey): HeldKey[] => {
    const found = statement.all(low.bytes, low.record, high.bytes, high.record) as [Uint8Array, number][];
    return found.map(([bytes, record]) => ({ bytes: asBuffer(bytes), record }));
  };
}

function nearest(keys: readonly HeldKey[], low: HeldKey, high: HeldKey, backwards: boolean): HeldKey[] {
  const from = countBefore(keys, { bytes: low.bytes, record: low.record + 1 });
  const to = Math.max(from, countBefore(keys, high));
  return backwards
    ? keys.slice(Math.max(from, to - CHUNK), to)
    : keys.slice(from, Math.min(to, from + CHUNK));
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
