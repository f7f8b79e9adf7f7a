import type { Document } from "bson";
import { isDocument } from "../bson/documents.js";
import { sameValue } from "../bson/order.js";
import { badValue, notSupported } from "../errors.js";
import { compileFilter } from "../query/match.js";
import { createPlan, type Plan } from "../query/plan.js";
import { parseSort } from "../query/sort.js";
import type { Collection } from "./collection.js";
import type { CollectionIndex } from "./collection-index.js";
import { sortRows } from "./external-sort.js";
import type { Operation } from "./operation.js";
import type { Row } from "./rows.js";
import { type ScanRequest, scan } from "./scan.js";

export interface Selection {
  filter: Document;
  sort?: Document;
  skip?: number;
  limit?: number;
  hint?: unknown;
}

/** A selection with its plan, for `select` or `scan`. */
export interface Search extends ScanRequest {
  readonly selection: Selection;
}

export function planSearch(collection: Collection, selection: Selection): Search {
  const { filter, sort, limit, skip = 0, hint } = selection;
  const matcher = compileFilter(filter);
  const { natural, index } = hintedIndex(collection, hint ?? (sort && "$natural" in sort ? sort : undefined));
  const order = sort && !("$natural" in sort) ? parseSort(sort) : [];
  const plan: Plan<CollectionIndex> = createPlan({
    filter,
    sort: order,
    limited: limit !== undefined,
    indexes: natural ? [] : index ? [index] : collection.indexes,
    forced: index !== undefined,
    estimate: (scan, most) => scan.index.count(scan.ranges, most),
  });
  const exact = plan.sorted && !plan.needsFilter && limit !== undefined;
  return { selection, plan, matcher, expected: exact ? limit + skip : undefined };
}

function hintedIndex({ indexes }: Collection, hint: unknown): { natural?: boolean; index?: CollectionIndex } {
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

/** The rows of a query in its order, in chunks. */
export async function* select(
  collection: Collection,
  search: Search,
  operation: Operation,
): AsyncGenerator<Row[]> {
  const { sort = {}, skip = 0, limit = Number.POSITIVE_INFINITY } = search.selection;
  const chunks = search.plan.sorted
    ? yielding(scan(collection, search, operation), operation)
    : sortRows(scan(collection, search, operation), parseSort(sort), skip + limit, operation);
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

async function* yielding(chunks: Iterable<Row[]>, operation: Operation): AsyncGenerator<Row[]> {
  for (const chunk of chunks) {
    yield chunk;
    await operation.yieldIfDue();
  }
}
