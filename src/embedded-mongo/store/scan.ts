import type { StatementSyncInstance } from "@photostructure/sqlite";
import { asBuffer } from "../bson/codec.js";
import { MongoError } from "../errors.js";
import type { Matcher } from "../query/match.js";
import type { IndexScan, Plan } from "../query/plan.js";
import type { Collection } from "./collection.js";
import type { CollectionIndex } from "./collection-index.js";
import type { Operation } from "./operation.js";
import { LIMIT, Row, rowsOf } from "./rows.js";
import { readWithLateKeys } from "./scan-with-late-keys.js";

export interface ScanRequest {
  plan: Plan<CollectionIndex>;
  matcher: Matcher;
  /** How many rows will probably be enough. */
  expected?: number;
}

const LARGEST_CHUNK = 128;
const LARGEST_CHUNK_BYTES = 1024 * 1024;

// The rows that a plan finds, in chunks. A chunk is read when it is requested: a caller that handles it without an
// `await` works on the current documents.
export function* scan(
  collection: Collection,
  { plan, matcher, expected }: ScanRequest,
  operation: Operation,
): Generator<Row[]> {
  const seen = new Set<number>();
  if (plan.scans.length > 0) operation.work.writeLateKeys(collection);
  const reader =
    plan.scans.length > 0 ? readIndexes(collection, plan.scans, expected) : readAll(collection, expected);
  for (const chunk of reader) {
    operation.work.joinOpenBatch();
    operation.documentsExamined += chunk.length;
    let rows = plan.mayRepeat ? chunk.filter(({ record }) => !seen.has(record) && seen.add(record)) : chunk;
    if (plan.needsFilter) rows = rows.filter((row) => matcher(row.document));
    yield rows;
    const isCurrent =
      !collection.stale && plan.scans.every(({ index }) => collection.indexes.includes(index));
    if (!isCurrent)
      throw new MongoError("QueryPlanKilled", `${collection.namespace} or its index was dropped meanwhile`);
  }
}

/** Chunks start small, in case few rows are needed, and grow while the documents are small. */
function nextSize(size: number, rows: readonly Row[]): number {
  const bytes = rows.reduce((sum, { raw }) => sum + raw.length, 0);
  return bytes > LARGEST_CHUNK_BYTES ? Math.ceil(size / 2) : Math.min(size * 2, LARGEST_CHUNK);
}

const firstSize = (expected?: number) => Math.min(Math.max(expected ?? 32, 1), LARGEST_CHUNK);

function* readAll({ db, id }: Collection, expected?: number): Generator<Row[]> {
  const statement = rowsOf(db.prepare(`SELECT r, d FROM documents_${id} WHERE r > ? ORDER BY r ${LIMIT}`));
  let last = -1;
  for (let size = firstSize(expected), rows: Row[]; ; size = nextSize(size, rows)) {
    rows = (statement.all(last, size) as [number, Uint8Array][]).map(([r, d]) => new Row(r, asBuffer(d)));
    yield rows;
    if (rows.length < size) return;
    last = rows[rows.length - 1].record;
  }
}

function* readIndexes(
  collection: Collection,
  scans: IndexScan<CollectionIndex>[],
  expected?: number,
): Generator<Row[]> {
  const { hasLateKeys } = collection;
  for (const { index, ranges, backwards } of scans) {
    const statement = rangeStatement(collection, index, backwards);
    for (const range of backwards ? ranges.toReversed() : ranges) {
      const first: Position = backwards ? { key: range.end, record: 0 } : { key: range.start, record: 0 };
      if (hasLateKeys) yield* readWithLateKeys(collection, index, range, backwards);
      else yield* readRange(statement, first, backwards ? range.start : range.end, expected);
    }
  }
}

interface Position {
  key: Uint8Array;
  record: number;
}

/** Continues behind the last key it has read, so writes between two chunks do no harm. Records start at 1. */
function* readRange(
  statement: StatementSyncInstance,
  first: Position,
  limit: Buffer,
  expected?: number,
): Generator<Row[]> {
  let last = first;
  for (let size = firstSize(expected), rows: Row[]; ; size = nextSize(size, rows)) {
    const found = statement.all(last.key, last.record, limit, size) as [Uint8Array, number, Uint8Array][];
    rows = found.map(([_k, r, d]) => new Row(r, asBuffer(d)));
    yield rows;
    if (found.length < size) return;
    const [key, record] = found[found.length - 1];
    last = { key, record };
  }
}

const statements = new WeakMap<CollectionIndex, StatementSyncInstance[]>();

function rangeStatement(
  { db, id }: Collection,
  index: CollectionIndex,
  backwards: boolean,
): StatementSyncInstance {
  const prepared = statements.get(index) ?? [];
  statements.set(index, prepared);
  const [after, until, order] = backwards ? ["<", ">=", "DESC"] : [">", "<", "ASC"];
  prepared[Number(backwards)] ??= rowsOf(
    db.prepare(
      `SELECT i.k, i.r, d.d FROM index_${index.id} i CROSS JOIN documents_${id} d ON d.r = i.r
       WHERE (i.k, i.r) ${after} (?, ?) AND i.k ${until} ? ORDER BY i.k ${order}, i.r ${order} ${LIMIT}`,
    ),
  );
  return prepared[Number(backwards)];
}
