import { MongoError } from "../errors.js";
import type { KeyField } from "../query/index-keys.js";
import { sortKey } from "../query/sort.js";
import type { Operation } from "./operation.js";
import { Row } from "./rows.js";

/** MongoDB's own limit for a sort without an index. */
const MAX_SORT_BYTES = 100 * 1024 * 1024;
const RUN_LENGTH = 1024;

interface Entry {
  key: Buffer;
  row: Row;
}

const byKey = (a: Entry, b: Entry) => Buffer.compare(a.key, b.key);

/** Merge sort: sorts short runs while reading, then merges them, and yields between the steps. */
export async function* sortRows(
  chunks: Iterable<Row[]>,
  fields: readonly KeyField[],
  wanted: number,
  operation: Operation,
): AsyncGenerator<Row[]> {
  let runs: Entry[][] = [];
  let run: Entry[] = [];
  let bytes = 0;
  for (const chunk of chunks) {
    for (const row of chunk) {
      run.push({ key: sortKey(row.document, fields), row: new Row(row.record, row.raw) });
      bytes += row.raw.length;
    }
    if (run.length >= 2 * RUN_LENGTH) {
      run = run.sort(byKey).slice(0, wanted);
      if (wanted <= RUN_LENGTH) bytes = run.reduce((sum, { row }) => sum + row.raw.length, 0);
      else runs.push(run.splice(0));
    }
    if (bytes > MAX_SORT_BYTES) {
      const message = "Sort exceeded memory limit of 104857600 bytes; an index on the sort's fields helps";
      throw new MongoError("QueryExceededMemoryLimit", message);
    }
    await operation.yieldIfDue();
  }
  runs = [...runs, run.sort(byKey)];
  while (runs.length > 1) {
    runs = await mergePairs(runs, operation);
  }
  for (let at = 0; at < runs[0].length; at += RUN_LENGTH) {
    yield runs[0].slice(at, at + RUN_LENGTH).map(({ row }) => row);
  }
}

async function mergePairs(runs: Entry[][], operation: Operation): Promise<Entry[][]> {
  const merged: Entry[][] = [];
  for (let index = 0; index < runs.length; index += 2) {
    merged.push(await merge(runs[index], runs[index + 1] ?? [], operation));
  }
  return merged;
}

async function merge(a: Entry[], b: Entry[], operation: Operation): Promise<Entry[]> {
  const result: Entry[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const fromA = j >= b.length || (i < a.length && byKey(a[i], b[j]) <= 0);
    result.push(fromA ? a[i++] : b[j++]);
    if (result.length % RUN_LENGTH === 0) await operation.yieldIfDue();
  }
  return result;
}
