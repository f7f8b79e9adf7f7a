import { asBuffer } from "../bson/codec.js";
import { MongoError } from "../errors.js";
import type { Matcher } from "../query/match.js";
import type { IndexScan, Plan } from "../query/plan.js";
import type { Collection } from "./collection.js";
import type { CollectionIndex } from "./collection-index.js";
import type { Operation } from "./operation.js";
import { readTable, readTableAndMemory } from "./range-readers.js";
import { LIMIT, Row, rowsOf } from "./rows.js";

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
    plan.scans.length > 0
      ? readIndexes(collection, plan.scans, expected)
      : inChunks(readAll(collection), expected);
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

type Read = (count: number) => Row[];

/** Chunks start small, in case few rows are needed, and grow while the documents are small. */
function* inChunks(read: Read, expected = 32): Generator<Row[]> {
  let size = Math.min(Math.max(expected, 1), LARGEST_CHUNK);
  for (;;) {
    const rows = read(size);
    yield rows;
    if (rows.length < size) return;
    const bytes = rows.reduce((sum, { raw }) => sum + raw.length, 0);
    size = bytes > LARGEST_CHUNK_BYTES ? Math.ceil(size / 2) : Math.min(size * 2, LARGEST_CHUNK);
  }
}

function readAll({ db, id }: Collection): Read {
  const statement = rowsOf(db.prepare(`SELECT r, d FROM documents_${id} WHERE r > ? ORDER BY r ${LIMIT}`));
  let last = -1;
  return (count) => {
    const found = statement.all(last, count) as [number, Uint8Array][];
    last = found.at(-1)?.[0] ?? last;
    return found.map(([r, d]) => new Row(r, asBuffer(d)));
  };
}

function* readIndexes(
  collection: Collection,
  scans: IndexScan<CollectionIndex>[],
  expected?: number,
): Generator<Row[]> {
  const readRange = collection.hasLateKeys ? readTableAndMemory : readTable;
  for (const { index, ranges, backwards } of scans)
    for (const range of backwards ? ranges.toReversed() : ranges)
      yield* inChunks(readRange(collection, index, range, backwards), expected);
}
