import { BSONRegExp, type Document } from "bson";
import { orderBytes, Rank, rankOf } from "../bson/order.js";
import { isNaNumber } from "./operators.js";

/** Values from `start` up to, but not with, `end`, in the bytes of the comparison order. */
export interface Interval {
  readonly start: Buffer;
  readonly end: Buffer;
  /** Exactly one value: the fields after it in the index can narrow the search further. */
  readonly single: boolean;
}

export interface Bounds {
  readonly intervals: Interval[];
  /** Whoever is in the intervals fulfils the condition; else the document has to be looked at as well. */
  readonly exact: boolean;
}

/** The least bytes after everything that begins with these. */
export function after(prefix: Buffer): Buffer {
  let length = prefix.length;
  while (length > 0 && prefix[length - 1] === 0xff) length--;
  const next = Buffer.from(prefix.subarray(0, length));
  if (length > 0) next[length - 1]++;
  return next;
}

export function invert(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => byte ^ 0xff));
}

/** The same values in a descending field of an index. */
export function inverted({ start, end, single }: Interval): Interval {
  const last = after(invert(start));
  return { start: single ? invert(start) : after(invert(end)), end: last, single };
}

/** In order, and each value once. */
function union(intervals: Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const next of intervals.sort((a, b) => Buffer.compare(a.start, b.start))) {
    const last = merged.at(-1);
    if (!last || Buffer.compare(next.start, last.end) >= 0) merged.push(next);
    else if (Buffer.compare(next.end, last.end) > 0)
      merged.splice(-1, 1, { ...last, end: next.end, single: false });
  }
  return merged;
}

export function intersect(a: Interval[], b: Interval[]): Interval[] {
  return a.flatMap((x) =>
    b.flatMap((y) => {
      const start = Buffer.compare(x.start, y.start) > 0 ? x.start : y.start;
      const end = Buffer.compare(x.end, y.end) < 0 ? x.end : y.end;
      return Buffer.compare(start, end) < 0 ? [{ start, end, single: x.single || y.single }] : [];
    }),
  );
}

export function single(value: unknown): Interval {
  const start = orderBytes(value);
  return { start, end: after(start), single: true };
}

const exactly = (...values: unknown[]): Bounds => ({ intervals: values.map(single), exact: true });
const nothing: Bounds = { intervals: [], exact: true };

/** What one operator says about where in an index to look; nothing if it says nothing. */
export function boundsOf(operator: string, operand: unknown, all: Document): Bounds | undefined {
  if (Array.isArray(operand) !== (operator === "$in")) return undefined;
  switch (operator) {
    case "$eq":
      return exactly(operand);
    case "$in":
      return listBounds(operand as unknown[]);
    case "$gt":
    case "$gte":
    case "$lt":
    case "$lte":
      return rangeBounds(operator, operand);
    case "$regex":
      if (operand instanceof BSONRegExp) return regexBounds(operand);
      return regexBounds(new BSONRegExp(String(operand), String(all.$options ?? "")));
    default:
      return undefined;
  }
}

function listBounds(values: unknown[]): Bounds | undefined {
  const all = values.map((value) => {
    if (Array.isArray(value)) return undefined;
    return value instanceof BSONRegExp ? regexBounds(value) : exactly(value);
  });
  if (!all.every((bounds) => bounds !== undefined)) return undefined;
  return {
    intervals: union(all.flatMap((bounds) => bounds.intervals)),
    exact: all.every((bounds) => bounds.exact),
  };
}

function rangeBounds(operator: "$gt" | "$gte" | "$lt" | "$lte", operand: unknown): Bounds | undefined {
  const rank = rankOf(operand);
  if (rank === Rank.MinKey || rank === Rank.MaxKey) return undefined;
  const orEqual = operator.length === 4;
  if (rank === Rank.Null || isNaNumber(operand)) return orEqual ? exactly(operand) : nothing;
  const bytes = orderBytes(operand);
  if (operator.startsWith("$gt")) {
    const start = orEqual ? bytes : after(bytes);
    return { intervals: [{ start, end: Buffer.of(rank + 1), single: false }], exact: true };
  }
  // NaN is ordered below all numbers, but it is not less than any of them.
  const start = rank === Rank.Number ? orderBytes(Number.NEGATIVE_INFINITY) : Buffer.of(rank);
  return { intervals: [{ start, end: orEqual ? after(bytes) : bytes, single: false }], exact: true };
}

/** Strings beginning with the literal beginning of the pattern, and the pattern itself as a value. */
function regexBounds(regex: BSONRegExp): Bounds | undefined {
  const [, literal = ""] = /^\^((?:[^\\^$.*+?()[\]{}|]|\\[^\w\s])*)/.exec(regex.pattern) ?? [];
  const optionalLast = /^[*?{]/.test(regex.pattern.slice(literal.length + 1));
  const prefix = (optionalLast ? literal.replace(/(\\.|[^\\])$/su, "") : literal).replace(/\\(.)/gsu, "$1");
  if (prefix === "" || regex.pattern.includes("|") || /[imx]/.test(regex.options)) return undefined;
  const start = orderBytes(prefix).subarray(0, -2); // without the end of the string
  return { intervals: [{ start, end: after(start), single: false }, single(regex)], exact: false };
}
