import type { Document } from "bson";
import { isArrayIndex } from "../bson/documents.js";
import { type Conditions, conditionsOf } from "./conditions.js";
import type { KeyField } from "./index-keys.js";
import { type Interval, intersect, inverted } from "./intervals.js";

/** The part of an index that the planner needs. */
export interface PlannableIndex {
  readonly name: string;
  readonly fields: readonly KeyField[];
  readonly sparse: boolean;
  /** By field: whether any document has an array on its path. */
  readonly multikey: readonly boolean[];
}

export interface Range {
  start: Buffer;
  end: Buffer;
}

export interface IndexScan<I extends PlannableIndex> {
  index: I;
  ranges: Range[];
  backwards: boolean;
}

export interface Plan<I extends PlannableIndex> {
  /** Empty: read all documents in insertion order. */
  scans: IndexScan<I>[];
  sorted: boolean;
  /** The documents found still have to be compared with the filter. */
  needsFilter: boolean;
  /** The scans may meet a document more than once. */
  mayRepeat: boolean;
}

export interface PlanRequest<I extends PlannableIndex> {
  filter: Document;
  sort: readonly KeyField[];
  limited: boolean;
  indexes: readonly I[];
  /** Use the one index even if it does not help: the query has a hint. */
  forced?: boolean;
  estimate: (scan: IndexScan<I>, limit: number) => number;
}

interface Candidate<I extends PlannableIndex> extends Plan<I> {
  /** How many fields of the index the filter narrows; a range counts as a half. */
  depth: number;
}

const MAX_RANGES = 500;
const MAX_ALTERNATIVES = 100;
const MAX_ESTIMATE = 1000;
const FULL_RANGE: Range = { start: Buffer.alloc(0), end: Buffer.of(0xff) };

export function createPlan<I extends PlannableIndex>(request: PlanRequest<I>): Plan<I> {
  const conditions = conditionsOf(request.filter);
  const candidates = request.indexes
    .map((index) => toCandidate(index, conditions, request))
    .filter((candidate) => candidate !== undefined);
  const chosen = choose(candidates, request);
  if (chosen && (chosen.depth > 0 || request.forced)) return chosen;
  return (
    planAlternatives(conditions, request) ??
    chosen ?? { scans: [], sorted: request.sort.length === 0, needsFilter: true, mayRepeat: false }
  );
}

/** Plans an `$or` by indexes, if there is one for each of its alternatives. */
function planAlternatives<I extends PlannableIndex>(
  { alternatives }: Conditions,
  request: PlanRequest<I>,
): Plan<I> | undefined {
  if (alternatives && alternatives.length > MAX_ALTERNATIVES) return undefined;
  const plans = alternatives?.map((filter) => createPlan({ ...request, filter, sort: [] }));
  if (!plans?.every((plan) => plan.scans.length > 0)) return undefined;
  const scans = plans.flatMap((plan) => plan.scans);
  return { scans, sorted: request.sort.length === 0, needsFilter: true, mayRepeat: true };
}

function choose<I extends PlannableIndex>(
  candidates: Candidate<I>[],
  request: PlanRequest<I>,
): Candidate<I> | undefined {
  const [best, ...others] = candidates.sort(
    (a, b) => b.depth - a.depth || Number(b.sorted) - Number(a.sorted),
  );
  if (!best || others.length === 0) return best;
  const rivals = others.filter(
    (other) => other.depth > 0 || (other.sorted && request.limited && !best.sorted),
  );
  if (rivals.length === 0 || (best.sorted && best.depth > rivals[0].depth)) return best;
  const sizes = new Map([best, ...rivals].map((candidate) => [candidate, estimatedKeys(candidate, request)]));
  return [...sizes].reduce((least, next) => (next[1] < least[1] ? next : least))[0];
}

/** Few keys beat the right order. Among many keys, the right order saves reading all of them. */
function estimatedKeys<I extends PlannableIndex>(candidate: Candidate<I>, request: PlanRequest<I>): number {
  const keys = request.estimate(candidate.scans[0], MAX_ESTIMATE);
  return keys >= MAX_ESTIMATE && candidate.sorted && request.limited ? MAX_ESTIMATE - 1 : keys;
}

function toCandidate<I extends PlannableIndex>(
  index: I,
  conditions: Conditions,
  { sort, forced }: PlanRequest<I>,
): Candidate<I> | undefined {
  const used = useBounds(index, conditions);
  const mayRepeat = index.multikey.some(Boolean);
  const order = mayRepeat ? undefined : scanDirection(index, used.fixed, sort);
  // A sparse index lacks documents, unless the filter excludes those anyway.
  const partial = index.sparse && (used.depth === 0 || used.nullable);
  const useless = used.depth === 0 && (order === undefined || sort.length === 0);
  if ((partial || useless) && !forced) return undefined;
  return {
    scans: [{ index, ranges: used.ranges, backwards: order === "backwards" }],
    sorted: sort.length === 0 || order !== undefined,
    needsFilter: conditions.others || mayRepeat || used.paths.size < conditions.bounds.size,
    mayRepeat,
    depth: used.depth,
  };
}

interface UsedBounds {
  ranges: Range[];
  depth: number;
  /** The paths whose conditions the ranges cover. */
  paths: Set<string>;
  /** How many leading fields have a single value. */
  fixed: number;
  nullable: boolean;
}

function useBounds(index: PlannableIndex, { bounds }: Conditions): UsedBounds {
  const used: UsedBounds = { ranges: [FULL_RANGE], depth: 0, paths: new Set(), fixed: 0, nullable: false };
  let prefixes: Buffer[] = [Buffer.alloc(0)];
  let openArrays = 0;
  for (const [position, field] of index.fields.entries()) {
    const conditions = bounds.get(field.name);
    // Another element of the array may satisfy the condition on a second field.
    if (!conditions || field.path.some(isArrayIndex) || (index.multikey[position] && openArrays++ > 0)) break;
    // Different elements of an array may satisfy the conditions.
    const lists = index.multikey[position] ? conditions.slice(0, 1) : conditions;
    const intervals = lists.map((each) => each.intervals).reduce(intersect);
    if (prefixes.length > 1 && prefixes.length * intervals.length > MAX_RANGES) break;
    const ranges = combine(prefixes, field.descending ? intervals.map(inverted) : intervals);
    const points = intervals.every((interval) => interval.isPoint);
    Object.assign(used, { ranges, depth: used.depth + (points ? 1 : 0.5) });
    used.paths.add(field.name);
    used.nullable ||= intervals.some((interval) => interval.start[0] < 10);
    if (!points) break;
    prefixes = ranges.map((range) => range.start);
    if (intervals.length === 1 && used.fixed === position) used.fixed = position + 1;
  }
  used.ranges.sort((a, b) => Buffer.compare(a.start, b.start));
  return used;
}

function combine(prefixes: Buffer[], intervals: Interval[]): Range[] {
  return prefixes.flatMap((prefix) =>
    intervals.map(({ start, end }) => ({
      start: Buffer.concat([prefix, start]),
      end: Buffer.concat([prefix, end]),
    })),
  );
}

/** The direction in which the index has the order of the sort. Fields with a single value do not matter. */
function scanDirection(
  index: PlannableIndex,
  fixed: number,
  sort: readonly KeyField[],
): "forwards" | "backwards" | undefined {
  const constant = new Set(index.fields.slice(0, fixed).map((field) => field.name));
  const wanted = sort.filter((field) => !constant.has(field.name));
  const given = index.fields.slice(fixed);
  if (wanted.length > given.length) return undefined;
  const reversed = wanted.map((field, position) => {
    const { name, descending } = given[position];
    return name === field.name ? descending !== field.descending : undefined;
  });
  if (reversed.includes(undefined) || new Set(reversed).size > 1) return undefined;
  return reversed[0] ? "backwards" : "forwards";
}
