import { BSONRegExp, type Document } from "bson";
import { orderBytes, Rank, rankOf } from "../bson/order.js";
import { isNaNValue } from "./operators.js";

/** Values from `start` up to, but without, `end`, as bytes of the comparison order. */
export interface Interval {
  readonly start: Buffer;
  readonly end: Buffer;
  /** A single value: then the next fields of the index can narrow the search further. */
  readonly isPoint: boolean;
}

export interface Bounds {
  readonly intervals: Interval[];
  /** The intervals hold only values that satisfy the condition; otherwise the document is compared, too. */
  readonly exact: boolean;
}

/** The least bytes greater than all that begin with this prefix. */
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
export function inverted({ start, end, isPoint }: Interval): Interval {
  const last = after(invert(start));
  return { start: isPoint ? invert(start) : after(invert(end)), end: last, isPoint };
}

function union(intervals: Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const next of intervals.sort((a, b) => Buffer.compare(a.start, b.start))) {
    const last = merged.at(-1);
    if (!last || Buffer.compare(next.start, last.end) >= 0) merged.push(next);
    else if (Buffer.compare(next.end, last.end) > 0)
      merged.splice(-1, 1, { ...last, end: next.end, isPoint: false });
  }
  return merged;
}

/** Both lists are sorted and without overlaps, and so is the result. */
export function intersect(a: Interval[], b: Interval[]): Interval[] {
  const result: Interval[] = [];
  for (let [i, j] = [0, 0]; i < a.length && j < b.length; ) {
    const [x, y] = [a[i], b[j]];
    const start = Buffer.compare(x.start, y.start) > 0 ? x.start : y.start;
    const order = Buffer.compare(x.end, y.end);
    const end = order < 0 ? x.end : y.end;
    if (Buffer.compare(start, end) < 0) result.push({ start, end, isPoint: x.isPoint || y.isPoint });
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
  return result;
}

export function point(value: unknown): Interval {
  const start = orderBytes(value);
  return { start, end: after(start), isPoint: true };
}

const points = (...values: unknown[]): Bounds => ({ intervals: values.map(point), exact: true });
const noValues: Bounds = { intervals: [], exact: true };

/** Where in an index an operator finds its values; undefined if an index does not help. */
export function boundsOf(operator: string, operand: unknown, all: Document): Bounds | undefined {
  if (Array.isArray(operand) !== (operator === "$in")) return undefined;
  switch (operator) {
    case "$eq":
      return points(operand);
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
    return value instanceof BSONRegExp ? regexBounds(value) : points(value);
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
  if (rank === Rank.Null || isNaNValue(operand)) return orEqual ? points(operand) : noValues;
  const bytes = orderBytes(operand);
  if (operator.startsWith("$gt")) {
    const start = orEqual ? bytes : after(bytes);
    return { intervals: [{ start, end: Buffer.of(rank + 1), isPoint: false }], exact: true };
  }
  // NaN sorts below all numbers, but it is not less than any of them.
  const start = rank === Rank.Number ? orderBytes(Number.NEGATIVE_INFINITY) : Buffer.of(rank);
  return { intervals: [{ start, end: orEqual ? after(bytes) : bytes, isPoint: false }], exact: true };
}

/** Strings that begin with the literal prefix of the pattern, and the pattern itself as a value. */
function regexBounds(regex: BSONRegExp): Bounds | undefined {
  const [, literal = ""] = /^\^((?:[^\\^$.*+?()[\]{}|]|\\[^\w\s])*)/.exec(regex.pattern) ?? [];
  const optionalLast = /^[*?{]/.test(regex.pattern.slice(literal.length + 1));
  const prefix = (optionalLast ? literal.replace(/(\\.|[^\\])$/su, "") : literal).replace(/\\(.)/gsu, "$1");
  if (prefix === "" || regex.pattern.includes("|") || /[imx]/.test(regex.options)) return undefined;
  const start = orderBytes(prefix).subarray(0, -2); // without the terminator of the string
  return { intervals: [{ start, end: after(start), isPoint: false }, point(regex)], exact: false };
}
