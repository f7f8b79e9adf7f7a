import { type Document, Double, Int32, Long, Timestamp } from "bson";
import { missing } from "../bson/documents.js";
import { arithmetic, isNumeric, type Numeric } from "../bson/numbers.js";
import { compareValues } from "../bson/order.js";
import { badValue, MongoError } from "../errors.js";
import { addToSet, pop, pull, pullAll, push } from "./arrays.js";
import { childOf, createContainer, findContainer, setChild, valueAtPath } from "./containers.js";
import type { Operator, OperatorContext } from "./operator.js";

/** Operators that create the field if it is missing. */
export const creatingOperators: Record<string, Operator> = {
  $set: (_old, operand) => operand,
  $setOnInsert: (_old, operand) => operand,
  $inc: (old, operand, _context, path) => calculate("+", old, operand, path),
  $mul: (old, operand, _context, path) => calculate("*", old, operand, path),
  $min: (old, operand) => (old === missing || compareValues(operand, old) < 0 ? operand : missing),
  $max: (old, operand) => (old === missing || compareValues(operand, old) > 0 ? operand : missing),
  $currentDate: (_old, operand, { now }) => currentDate(operand, now),
  $push: push,
  $addToSet: addToSet,
};

/** Operators that leave a missing field alone. */
export const shrinkingOperators: Record<string, Operator> = { $pop: pop, $pull: pull, $pullAll: pullAll };

function calculate(op: "+" | "*", old: unknown, operand: unknown, path: string): Numeric {
  const verb = op === "+" ? "increment" : "multiply";
  if (!isNumeric(operand)) {
    throw new MongoError("TypeMismatch", `Cannot ${verb} with non-numeric argument: {${path}: …}`);
  }
  if (old === missing) return op === "+" ? operand : arithmetic("*", operand, zeroLike(operand));
  if (!isNumeric(old)) {
    const name = op === "+" ? "$inc" : "$mul";
    throw new MongoError(
      "TypeMismatch",
      `Cannot apply ${name} to a value of non-numeric type, the field '${path}'`,
    );
  }
  return arithmetic(op, old, operand);
}

function zeroLike(value: Numeric): Numeric {
  if (value instanceof Double) return new Double(0);
  return value instanceof Int32 ? new Int32(0) : Long.ZERO;
}

function currentDate(operand: unknown, now: Date): unknown {
  const type = typeof operand === "boolean" ? "date" : (operand as Document | null)?.$type;
  if (type === "date") return now;
  if (type === "timestamp") return new Timestamp({ t: Math.floor(now.getTime() / 1000), i: 1 });
  throw badValue("The '$type' string field is required to be 'date' or 'timestamp'");
}

/** Gives a field a new value; missing documents on the way to it are created. */
export function change(
  root: Document,
  path: string[],
  operator: Operator,
  operand: unknown,
  context: OperatorContext,
): void {
  const name = path[path.length - 1];
  const container = findContainer(root, path);
  const old = container ? childOf(container, name) : missing;
  const value = operator(old, operand, context, path.join("."));
  if (value !== missing) setChild(container ?? createContainer(root, path), name, value);
}

/** Changes a field only if it exists. */
export function changeExisting(
  root: Document,
  path: string[],
  operator: Operator,
  operand: unknown,
  context: OperatorContext,
): void {
  const name = path[path.length - 1];
  const container = findContainer(root, path);
  const old = container ? childOf(container, name) : missing;
  if (container && old !== missing)
    setChild(container, name, operator(old, operand, context, path.join(".")));
}

/** Unlike the other operators, `$unset` ignores a path that leads through a scalar. */
export function unset(root: Document, path: string[]): void {
  if (valueAtPath(root, path) === missing) return;
  const container = findContainer(root, path)!;
  const name = path[path.length - 1];
  if (Array.isArray(container)) container[Number(name)] = null;
  else delete container[name];
}

export function rename(root: Document, from: string[], to: string[]): void {
  const source = findContainer(root, from);
  const value = source ? childOf(source, from[from.length - 1]) : missing;
  if (value === missing) return;
  for (const path of [from, to]) {
    if (path.some((_part, depth) => depth > 0 && Array.isArray(valueAtPath(root, path.slice(0, depth)))))
      throw badValue("The source and destination field of $rename cannot be in an array element");
  }
  unset(root, from);
  setChild(createContainer(root, to), to[to.length - 1], value);
}
