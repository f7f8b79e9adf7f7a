import type { Document } from "bson";
import { BSONRegExp } from "bson";
import { isDocument, missing } from "../bson/documents.js";
import { toInteger } from "../bson/numbers.js";
import { orderBytes, valueKey } from "../bson/order.js";
import { badValue, MongoError } from "../errors.js";
import { keyOf } from "../query/index-keys.js";
import { elementTest, isOperators } from "../query/match.js";
import { equals, regexTest } from "../query/operators.js";
import { parseSort } from "../query/sort.js";
import { valueAtPath } from "./containers.js";
import type { Operator } from "./operator.js";

export const push: Operator = (old, operand, _context, path) => {
  const array = [...arrayAt(old, path, "must be an array but is of another type")];
  const { $each, $position, $sort, $slice, ...unknown } = modifiers(operand) ?? { $each: [operand] };
  if (Object.keys(unknown).length > 0)
    throw badValue(`Unrecognized clause in $push: ${Object.keys(unknown)[0]}`);
  if (!Array.isArray($each)) throw badValue("The argument to $each in $push must be an array");
  array.splice($position === undefined ? array.length : toInteger($position, "$position"), 0, ...$each);
  const ordered = $sort === undefined ? array : sortArray(array, $sort);
  return $slice === undefined ? ordered : sliced(ordered, toInteger($slice, "$slice"));
};

export const addToSet: Operator = (old, operand, _context, path) => {
  const array = [...arrayAt(old, path, "must be an array to apply $addToSet")];
  const { $each, ...unknown } = modifiers(operand) ?? { $each: [operand] };
  if (Object.keys(unknown).length > 0) throw badValue(`Found unexpected fields after $each in $addToSet`);
  if (!Array.isArray($each)) {
    throw new MongoError("TypeMismatch", "The argument to $each in $addToSet must be an array");
  }
  const known = new Set(array.map(valueKey));
  for (const value of $each) {
    const key = valueKey(value);
    if (!known.has(key)) array.push(value);
    known.add(key);
  }
  return array.length === (old as unknown[]).length ? missing : array;
};

export const pop: Operator = (old, operand, _context, path) => {
  const end = toInteger(operand, "$pop");
  if (Math.abs(end) !== 1) throw new MongoError("FailedToParse", "$pop expects 1 or -1");
  if (!Array.isArray(old))
    throw new MongoError("TypeMismatch", `Path '${path}' contains an element of non-array type`);
  return end === 1 ? old.slice(0, -1) : old.slice(1);
};

export const pull: Operator = (old, operand) => {
  if (!Array.isArray(old)) throw badValue("Cannot apply $pull to a non-array value");
  const matches = isDocument(operand)
    ? elementTest(operand)
    : operand instanceof BSONRegExp
      ? regexTest(operand)
      : equals(operand);
  return old.filter((element) => !matches(element));
};

export const pullAll: Operator = (old, operand) => {
  if (!Array.isArray(operand)) throw badValue("$pullAll requires an array argument");
  if (!Array.isArray(old)) throw badValue("Cannot apply $pull to a non-array value");
  const removed = new Set(operand.map(valueKey));
  return old.filter((element) => !removed.has(valueKey(element)));
};

function modifiers(operand: unknown): Document | undefined {
  return isDocument(operand) && "$each" in operand ? operand : undefined;
}

function arrayAt(old: unknown, path: string, problem: string): unknown[] {
  if (old === missing) return [];
  if (!Array.isArray(old)) throw badValue(`The field '${path}' ${problem}`);
  return old;
}

function sliced(array: unknown[], size: number): unknown[] {
  if (size === 0) return [];
  return size > 0 ? array.slice(0, size) : array.slice(size);
}

function sortArray(array: unknown[], sort: unknown): unknown[] {
  if (!isDocument(sort)) {
    const direction = toInteger(sort, "$sort");
    if (Math.abs(direction) !== 1) throw badValue("The $sort element value must be either 1 or -1");
    const ascending = sortedBy(array, orderBytes);
    return direction === 1 ? ascending : ascending.reverse();
  }
  if (isOperators(sort)) throw badValue("The $sort pattern may not hold operators");
  const fields = parseSort(sort);
  return sortedBy(array, (element) => {
    const document = isDocument(element) ? element : {};
    return keyOf(
      fields.map(({ path }) => valueAtPath(document, path)),
      fields,
    );
  });
}

function sortedBy(elements: readonly unknown[], keyFor: (element: unknown) => Buffer): unknown[] {
  return elements
    .map((element) => ({ element, key: keyFor(element) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .map(({ element }) => element);
}
