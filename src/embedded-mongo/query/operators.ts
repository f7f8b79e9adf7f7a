import { BSONRegExp, BSONSymbol, type Document, type Int32 } from "bson";
import { missing } from "../bson/documents.js";
import { isNumeric, toDouble, toInteger } from "../bson/numbers.js";
import { orderBytes, Rank, rankOf, valueKey } from "../bson/order.js";
import { badValue, notSupported } from "../errors.js";
import { typeTest } from "./type-operator.js";

/** Tests the values at a path. With `expandArrays`, an array among them stands for its elements as well. */
export type Predicate = (values: unknown[], expandArrays: boolean) => boolean;
export type Test = (value: unknown) => boolean;

export function some(test: Test): Predicate {
  return (values, expandArrays) =>
    values.some(
      (value) =>
        test(value) || (expandArrays && Array.isArray(value) && value.some((element) => test(element))),
    );
}

const none = (predicate: Predicate): Predicate => {
  return (values, expandArrays) => !predicate(values, expandArrays);
};

/** `all` is the whole operator document, for `$regex` beside its `$options`. */
type Maker = (operand: unknown, all: Document) => Predicate;

export const operators: Record<string, Maker> = {
  $eq: (operand) => some(equals(operand)),
  $ne: (operand) => {
    if (operand instanceof BSONRegExp) throw badValue("Can't have regex as arg to $ne.");
    return none(some(equals(operand)));
  },
  $gt: (operand) => some(compares(operand, (order) => order > 0, false)),
  $gte: (operand) => some(compares(operand, (order) => order >= 0, true)),
  $lt: (operand) => some(compares(operand, (order) => order < 0, false)),
  $lte: (operand) => some(compares(operand, (order) => order <= 0, true)),
  $in: (operand) => some(oneOf(operand, "$in")),
  $nin: (operand) => none(some(oneOf(operand, "$nin"))),
  $exists: (operand) => {
    const wanted = operand !== false && operand !== null && !(isNumeric(operand) && toDouble(operand) === 0);
    return (values) => values.some((value) => value !== missing) === wanted;
  },
  $type: (operand) => some(typeTest(operand)),
  $size: (operand) => {
    const size = toInteger(operand, "$size");
    if (size < 0) throw badValue("$size may not be negative");
    return (values) => values.some((value) => Array.isArray(value) && value.length === size);
  },
  $mod: (operand) => some(modulo(operand)),
  $regex: (operand, all) => some(regexTest(regexOf(operand, all.$options))),
  $options: (_operand, all) => {
    if (!("$regex" in all)) throw badValue("$options needs a $regex");
    return () => true;
  },
};

export const unsupportedOperators = new Set(
  "$bitsAllSet $bitsAnySet $bitsAllClear $bitsAnyClear $geoWithin $geoIntersects $near $nearSphere".split(
    " ",
  ),
);

export function equals(operand: unknown): Test {
  if (operand === null) return (value) => value === null || value === missing;
  if (operand === undefined) throw badValue("cannot compare to undefined");
  if (typeof operand === "string") {
    return (value) => value === operand || (value instanceof BSONSymbol && value.value === operand);
  }
  const rank = rankOf(operand);
  const bytes = orderBytes(operand);
  return (value) => value !== missing && rankOf(value) === rank && orderBytes(value).equals(bytes);
}

/** A comparison finds values of the operand's own type only, except beyond MinKey and MaxKey. */
function compares(operand: unknown, wanted: (order: number) => boolean, orEqual: boolean): Test {
  if (operand instanceof BSONRegExp) throw badValue("Can't have RegEx as arg to predicate over field");
  const rank = rankOf(operand);
  if (rank === Rank.Null || isNaNValue(operand)) return orEqual ? equals(operand) : () => false;
  const bytes = orderBytes(operand);
  const anyType = rank === Rank.MinKey || rank === Rank.MaxKey;
  return (value) => {
    if (value === missing || (!anyType && rankOf(value) !== rank) || isNaNValue(value)) return false;
    return wanted(Buffer.compare(orderBytes(value), bytes));
  };
}

export function isNaNValue(value: unknown): boolean {
  return isNumeric(value) && Number.isNaN(toDouble(value));
}

function oneOf(operand: unknown, name: string): Test {
  if (!Array.isArray(operand)) throw badValue(`${name} needs an array`);
  const patterns = operand.filter((value) => value instanceof BSONRegExp).map(regexTest);
  if (operand.some((value) => rankOf(value) === Rank.Object && Object.keys(value)[0]?.startsWith("$"))) {
    throw badValue(`cannot nest $ under ${name}`);
  }
  const keys = new Set(operand.map(valueKey));
  const withNull = operand.includes(null);
  return (value) => {
    if (value === missing) return withNull;
    return keys.has(valueKey(value)) || patterns.some((pattern) => pattern(value));
  };
}

function modulo(operand: unknown): Test {
  if (!Array.isArray(operand)) throw badValue("malformed mod, needs to be an array");
  if (operand.length !== 2)
    throw badValue(`malformed mod, ${operand.length < 2 ? "not enough" : "too many"} elements`);
  const [divisor, remainder] = operand.map((value) => {
    if (!isNumeric(value)) throw badValue("malformed mod, divisor and remainder must be numbers");
    return Math.trunc(toDouble(value));
  });
  if (divisor === 0) throw badValue("divisor cannot be 0");
  return (value) => isNumeric(value) && Math.trunc(toDouble(value as Int32)) % divisor === remainder;
}

function regexOf(operand: unknown, options: unknown): BSONRegExp {
  const flags = options === undefined ? undefined : String(options);
  if (operand instanceof BSONRegExp) return new BSONRegExp(operand.pattern, flags ?? operand.options);
  if (typeof operand !== "string") throw badValue("$regex has to be a string");
  return new BSONRegExp(operand, flags ?? "");
}

export function regexTest(regex: BSONRegExp): Test {
  const pattern = toRegExp(regex);
  const bytes = orderBytes(regex);
  return (value) => {
    if (typeof value === "string") return pattern.test(value);
    return value instanceof BSONRegExp && orderBytes(value).equals(bytes);
  };
}

/** Syntax that means something else in JavaScript than in PCRE. */
const pcreOnly = /\\[AZzGQEKRXhHVN]|\[\[:|\(\?[#>|&R(+*]|\(\?[imsx-]+[:)]|[*+?}]\+/;

export function toRegExp({ pattern, options }: BSONRegExp): RegExp {
  if (/[^imsux]/.test(options)) throw badValue(`invalid flag in regex options: ${options}`);
  const source = options.includes("x") ? withoutComments(pattern) : pattern;
  if (pcreOnly.test(source)) throw notSupported(`the regular expression ${pattern}`);
  try {
    // JavaScript's Unicode mode refuses escapes that PCRE allows, like \\-, which mean the character itself.
    const strict = source.replace(/\\([^\w\s^$\\.*+?()[\]{}|/-])/gu, "$1").replace(/(?<!\[[^\]]*)\\-/g, "-");
    return new RegExp(strict, `${options.replace(/[ux]/g, "")}u`);
  } catch (error) {
    throw badValue(`Regular expression is invalid: ${(error as Error).message}`);
  }
}

/** Option x: blanks and comments are ignored, except in a class or after a backslash. */
function withoutComments(pattern: string): string {
  return pattern.replace(/(\\.|\[(?:\\.|[^\]\\])*\])|\s+|#.*$/gm, "$1");
}
