import type { Document } from "bson";
import { isDocument } from "../bson/documents.js";
import { sameValue } from "../bson/order.js";
import { badValue, MongoError, notSupported } from "../errors.js";
import { compileFilter } from "../query/match.js";
import { makePlan, type Plan } from "../query/plan.js";
import { parseSort, sortKey } from "../query/sort.js";
import type { Collection } from "./collection.js";
import type { Index } from "./collection-index.js";
import type { Turn } from "./operation.js";
import { lazyRow, type Row } from "./rows.js";
import { type ScanRequest, scan } from "./scan.js";

export interface Selection {
  filter: Document;
  sort?: Document;
  skip?: number;
  limit?: number;
  hint?: unknown;
}

/** MongoDB's own limit for a sort without an index. */
const MAX_SORT_BYTES = 100 * 1024 * 1024;
const RUN_LENGTH = 1024;

/** A selection with its plan: made once, carried out by `select` or `scan`. */
export interface Search extends ScanRequest {
  readonly selection: Selection;
}

export function planFor(collection: Collection, selection: Selection): Search {
  const { filter, sort, limit, skip = 0, hint } = selection;
  const matcher = compileFilter(filter);
  const { natural, index } = hintedIndex(collection, hint ?? (sort && "$natural" in sort ? sort : undefined));
  const order = sort && !("$natural" in sort) ? parseSort(sort) : [];
  const plan: Plan<Index> = makePlan({
    filter,
    sort: order,
    limited: limit !== undefined,
    indexes: natural ? [] : index ? [index] : collection.indexes,
    forced: index !== undefined,
    estimate: (scan, most) => scan.index.count(scan.ranges, most),
  });
  const exact = plan.sorted && !plan.check && limit !== undefined;
  return { selection, plan, matcher, expected: exact ? limit + skip : undefined };
}

function hintedIndex({ indexes }: Collection, hint: unknown): { natural?: boolean; index?: Index } {
  if (hint === undefined || hint === null || (isDocument(hint) && Object.keys(hint).length === 0)) return {};
  if (isDocument(hint) && "$natural" in hint) {
    if (Number(hint.$natural) !== 1) throw notSupported("$natural in reverse");
    return { natural: true };
  }
  const index = indexes.find(({ name, spec }) =>
    typeof hint === "string" ? name === hint : sameKey(spec.key, hint),
  );
  if (!index) throw badValue("hint provided does not correspond to an existing index");
  return { index };
}

export function sameKey(a: unknown, b: unknown): boolean {
  return isDocument(a) && isDocument(b) && sameValue(a, b);
}

/** The documents that a query is about, in its order, in chunks. */
export async function* select(collection: Collection, search: Search, turn: Turn): AsyncGenerator<Row[]> {
  const { sort = {}, skip = 0, limit = Number.POSITIVE_INFINITY } = search.selection;
  const chunks = search.plan.sorted
    ? paused(scan(collection, search, turn), turn)
    : sorted(scan(collection, search, turn), sort, skip + limit, turn);
  let toSkip = skip;
  let left = limit;
  for await (const chunk of chunks) {
    const rows = chunk.slice(toSkip, toSkip + left);
    toSkip -= Math.min(toSkip, chunk.length);
    left -= rows.length;
    yield rows;
    if (left === 0) return;
  }
}

async function* paused(chunks: Iterable<Row[]>, turn: Turn): AsyncGenerator<Row[]> {
  for (const chunk of chunks) {
    yield chunk;
    await turn.pause();
  }
}

interface Entry {
  key: Buffer;
  row: Row;
}

const byKey = (a: Entry, b: Entry) => Buffer.compare(a.key, b.key);

/** Sorts short runs while reading and merges them while they are asked for, so no step is long. */
async function* sorted(
  chunks: Iterable<Row[]>,
  sort: Document,
  wanted: number,
  turn: Turn,
): AsyncGenerator<Row[]> {
  const fields = parseSort(sort);
  let runs: Entry[][] = [];
  let run: Entry[] = [];
  let bytes = 0;
  for (const chunk of chunks) {
    for (const row of chunk) {
      run.push({ key: sortKey(row.document, fields), row: lazyRow(row.record, row.raw) });
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
    await turn.pause();
  }
  runs = [...runs, run.sort(byKey)];
  while (runs.length > 1) {
    runs = await mergePairs(runs, turn);
  }
  for (let at = 0; at < runs[0].length; at += RUN_LENGTH) {
    yield runs[0].slice(at, at + RUN_LENGTH).map(({ row }) => row);
  }
}

async function mergePairs(runs: Entry[][], turn: Turn): Promise<Entry[][]> {
  const merged: Entry[][] = [];
  for (let index = 0; index < runs.length; index += 2) {
    merged.push(await merge(runs[index], runs[index + 1] ?? [], turn));
  }
  return merged;
}

async function merge(a: Entry[], b: Entry[], turn: Turn): Promise<Entry[]> {
  const result: Entry[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const fromA = j >= b.length || (i < a.length && byKey(a[i], b[j]) <= 0);
    result.push(fromA ? a[i++] : b[j++]);
    if (result.length % RUN_LENGTH === 0) await turn.pause();
  }
  return result;
}
