import type { StatementSyncInstance } from "@photostructure/sqlite";
import { asBuffer } from "../bson/codec.js";
import { MongoError } from "../errors.js";
import type { Matcher } from "../query/match.js";
import type { IndexScan, Plan } from "../query/plan.js";
import type { Collection } from "./collection.js";
import type { Index } from "./collection-index.js";
import type { Turn } from "./operation.js";
import { lazyRow, type Row, rowsOf } from "./rows.js";

export interface ScanRequest {
  plan: Plan<Index>;
  matcher: Matcher;
  /** How many rows are likely to be enough. */
  expected?: number;
}

const LARGEST_CHUNK = 128;
const LARGEST_CHUNK_BYTES = 1024 * 1024;

/**
 * What a plan finds, in chunks. Each chunk is read when it is asked for, so whoever handles it before anything else
 * can run (without `await`) handles the documents as they are.
 */
export function* scan(
  collection: Collection,
  { plan, matcher, expected }: ScanRequest,
  turn: Turn,
): Generator<Row[]> {
  const seen = new Set<number>();
  const reader =
    plan.scans.length > 0 ? readIndexes(collection, plan.scans, expected) : readAll(collection, expected);
  for (const chunk of reader) {
    turn.work.join();
    turn.examined += chunk.length;
    let rows = plan.repeats ? chunk.filter(({ record }) => !seen.has(record) && seen.add(record)) : chunk;
    if (plan.check) rows = rows.filter((row) => matcher(row.document));
    yield rows;
    const there = !collection.retired && plan.scans.every(({ index }) => collection.indexes.includes(index));
    if (!there)
      throw new MongoError("QueryPlanKilled", `${collection.namespace} or its index was dropped meanwhile`);
  }
}

/** Small first, in case little is wanted; larger as long as the documents are small. */
function nextSize(size: number, rows: readonly Row[]): number {
  const bytes = rows.reduce((sum, { raw }) => sum + raw.length, 0);
  return bytes > LARGEST_CHUNK_BYTES ? Math.ceil(size / 2) : Math.min(size * 2, LARGEST_CHUNK);
}

const firstSize = (expected?: number) => Math.min(Math.max(expected ?? 32, 1), LARGEST_CHUNK);

function* readAll({ db, id }: Collection, expected?: number): Generator<Row[]> {
  const statement = rowsOf(db.prepare(`SELECT r, d FROM documents_${id} WHERE r > ? ORDER BY r LIMIT ?`));
  let last = -1;
  for (let size = firstSize(expected), rows: Row[]; ; size = nextSize(size, rows)) {
    rows = (statement.all(last, size) as [number, Uint8Array][]).map(([r, d]) => lazyRow(r, asBuffer(d)));
    yield rows;
    if (rows.length < size) return;
    last = rows[rows.length - 1].record;
  }
}

function* readIndexes(
  collection: Collection,
  scans: IndexScan<Index>[],
  expected?: number,
): Generator<Row[]> {
  for (const { index, ranges, backwards } of scans) {
    const statement = rangeStatement(collection, index, backwards);
    for (const range of backwards ? ranges.toReversed() : ranges) {
      const first: Place = backwards ? { key: range.end, record: 0 } : { key: range.start, record: 0 };
      yield* readRange(statement, first, backwards ? range.start : range.end, expected);
    }
  }
}

interface Place {
  key: Uint8Array;
  record: number;
}

/** Goes on behind the last key it has seen, so writes in between disturb nothing. Record numbers begin at 1. */
function* readRange(
  statement: StatementSyncInstance,
  first: Place,
  limit: Buffer,
  expected?: number,
): Generator<Row[]> {
  let last = first;
  for (let size = firstSize(expected), rows: Row[]; ; size = nextSize(size, rows)) {
    const found = statement.all(last.key, last.record, limit, size) as [Uint8Array, number, Uint8Array][];
    rows = found.map(([_k, r, d]) => lazyRow(r, asBuffer(d)));
    yield rows;
    if (found.length < size) return;
    const [key, record] = found[found.length - 1];
    last = { key, record };
  }
}

const statements = new WeakMap<Index, StatementSyncInstance[]>();

function rangeStatement({ db, id }: Collection, index: Index, backwards: boolean): StatementSyncInstance {
  const made = statements.get(index) ?? [];
  statements.set(index, made);
  const [after, until, order] = backwards ? ["<", ">=", "DESC"] : [">", "<", "ASC"];
  made[Number(backwards)] ??= rowsOf(
    db.prepare(
      `SELECT i.k, i.r, d.d FROM index_${index.id} i CROSS JOIN documents_${id} d ON d.r = i.r
       WHERE (i.k, i.r) ${after} (?, ?) AND i.k ${until} ? ORDER BY i.k ${order}, i.r ${order} LIMIT ?`,
    ),
  );
  return made[Number(backwards)];
}
