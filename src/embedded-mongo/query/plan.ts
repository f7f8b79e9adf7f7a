import type { Document } from "bson";
import { isArrayIndex } from "../bson/documents.js";
import { type Conditions, conditionsOf } from "./conditions.js";
import type { KeyField } from "./index-keys.js";
import { type Interval, intersect, inverted } from "./intervals.js";

/** What the planner has to know of an index. */
export interface PlannableIndex {
  readonly name: string;
  readonly fields: readonly KeyField[];
  readonly sparse: boolean;
  /** By field: has any document led through an array there? */
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
  /** Nothing: all documents in the order in which they came. */
  scans: IndexScan<I>[];
  sorted: boolean;
  /** The documents found still have to be compared with the filter. */
  check: boolean;
  /** A document may be met more than once. */
  repeats: boolean;
}

export interface Wish<I extends PlannableIndex> {
  filter: Document;
  sort: readonly KeyField[];
  limited: boolean;
  indexes: readonly I[];
  /** A hint: the one index is to be used even if it does not help. */
  forced?: boolean;
  /** The number of keys in the ranges, counted up to a limit. */
  estimate: (scan: IndexScan<I>, limit: number) => number;
}

interface Candidate<I extends PlannableIndex> extends Plan<I> {
  /** How many fields of the index the filter narrows; a range counts half. */
  depth: number;
}

/** More combinations than this are not worth looking up one by one. */
const MAX_RANGES = 500;
const MAX_ALTERNATIVES = 100;
const PROBE = 1000;
const EVERYTHING: Range = { start: Buffer.alloc(0), end: Buffer.of(0xff) };

export function makePlan<I extends PlannableIndex>(wish: Wish<I>): Plan<I> {
  const conditions = conditionsOf(wish.filter);
  const candidates = wish.indexes
    .map((index) => consider(index, conditions, wish))
    .filter((candidate) => candidate !== undefined);
  const chosen = choose(candidates, wish);
  if (chosen && (chosen.depth > 0 || wish.forced)) return chosen;
  return (
    anyOf(conditions, wish) ??
    chosen ?? { scans: [], sorted: wish.sort.length === 0, check: true, repeats: false }
  );
}

/** An `$or` by indexes, if each of its alternatives has one. */
function anyOf<I extends PlannableIndex>({ alternatives }: Conditions, wish: Wish<I>): Plan<I> | undefined {
  if (alternatives && alternatives.length > MAX_ALTERNATIVES) return undefined;
  const plans = alternatives?.map((filter) => makePlan({ ...wish, filter, sort: [] }));
  if (!plans?.every((plan) => plan.scans.length > 0)) return undefined;
  const scans = plans.flatMap((plan) => plan.scans);
  return { scans, sorted: wish.sort.length === 0, check: true, repeats: true };
}

function choose<I extends PlannableIndex>(
  candidates: Candidate<I>[],
  wish: Wish<I>,
): Candidate<I> | undefined {
  const [best, ...others] = candidates.sort(
    (a, b) => b.depth - a.depth || Number(b.sorted) - Number(a.sorted),
  );
  if (!best || others.length === 0) return best;
  const worthy = others.filter((other) => other.depth > 0 || (other.sorted && wish.limited && !best.sorted));
  if (worthy.length === 0 || (best.sorted && best.depth > worthy[0].depth)) return best;
  const sizes = new Map([best, ...worthy].map((candidate) => [candidate, sizeOf(candidate, wish)]));
  return [...sizes].reduce((least, next) => (next[1] < least[1] ? next : least))[0];
}

/** Few keys beat the right order; among many, the right order saves reading all of them. */
function sizeOf<I extends PlannableIndex>(candidate: Candidate<I>, wish: Wish<I>): number {
  const keys = wish.estimate(candidate.scans[0], PROBE);
  return keys >= PROBE && candidate.sorted && wish.limited ? PROBE - 1 : keys;
}

function consider<I extends PlannableIndex>(
  index: I,
  conditions: Conditions,
  { sort, forced }: Wish<I>,
): Candidate<I> | undefined {
  const used = useBounds(index, conditions);
  const repeats = index.multikey.some(Boolean);
  const order = repeats ? undefined : orderGiven(index, used.fixed, sort);
  // A sparse index lacks documents, unless the condition on its first field excludes those.
  const partial = index.sparse && (used.depth === 0 || used.nullable);
  const useless = used.depth === 0 && (order === undefined || sort.length === 0);
  if ((partial || useless) && !forced) return undefined;
  return {
    scans: [{ index, ranges: used.ranges, backwards: order === "backwards" }],
    sorted: sort.length === 0 || order !== undefined,
    check: conditions.others || repeats || used.paths.size < conditions.bounds.size,
    repeats,
    depth: used.depth,
  };
}

interface UsedBounds {
  ranges: Range[];
  depth: number;
  /** The paths whose conditions the ranges express. */
  paths: Set<string>;
  /** The leading fields that have one value only. */
  fixed: number;
  nullable: boolean;
}

function useBounds(index: PlannableIndex, { bounds }: Conditions): UsedBounds {
  const used: UsedBounds = { ranges: [EVERYTHING], depth: 0, paths: new Set(), fixed: 0, nullable: false };
  let prefixes: Buffer[] = [Buffer.alloc(0)];
  let openArrays = 0;
  for (const [position, field] of index.fields.entries()) {
    const conditions = bounds.get(field.name);
    // A second field of the same array may have been fulfilled by another element.
    if (!conditions || field.path.some(isArrayIndex) || (index.multikey[position] && openArrays++ > 0)) break;
    // Of several conditions on an array each may be fulfilled by another element.
    const lists = index.multikey[position] ? conditions.slice(0, 1) : conditions;
    const intervals = lists.map((each) => each.intervals).reduce(intersect);
    if (prefixes.length > 1 && prefixes.length * intervals.length > MAX_RANGES) break;
    const ranges = combine(prefixes, field.descending ? intervals.map(inverted) : intervals);
    const singles = intervals.every((interval) => interval.single);
    Object.assign(used, { ranges, depth: used.depth + (singles ? 1 : 0.5) });
    used.paths.add(field.name);
    used.nullable ||= intervals.some((interval) => interval.start[0] < 10);
    if (!singles) break;
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

/** Whether the index's order is the wished one; fields with one value only do not matter to it. */
function orderGiven(
  index: PlannableIndex,
  fixed: number,
  sort: readonly KeyField[],
): "forwards" | "backwards" | undefined {
  const constant = new Set(index.fields.slice(0, fixed).map((field) => field.name));
  const wanted = sort.filter((field) => !constant.has(field.name));
  const given = index.fields.slice(fixed);
  if (wanted.length > given.length) return undefined;
  const turned = wanted.map((field, position) => {
    const { name, descending } = given[position];
    return name === field.name ? descending !== field.descending : undefined;
  });
  if (turned.includes(undefined) || new Set(turned).size > 1) return undefined;
  return turned[0] ? "backwards" : "forwards";
}
