import { type Document, Double, Int32, Long, Timestamp } from "bson";
import { arithmetic, isNumeric, type Numeric } from "../bson/numbers.js";
import { compareValues } from "../bson/order.js";
import { badValue, MongoError } from "../errors.js";
import { missing } from "../query/paths.js";
import { addToSet, pop, pull, pullAll, push } from "./arrays.js";
import { childOf, containerOf, setChild } from "./paths.js";

export interface UpdateContext {
  readonly inserting: boolean;
  readonly now: Date;
}

/** From the old value (or `missing`) and the operand to the new one; `missing` leaves it alone. */
export type Change = (old: unknown, operand: unknown, context: UpdateContext, path: string) => unknown;

/** Operators that give a field a new value, creating the way to it. */
export const changes: Record<string, Change> = {
  $set: (_old, operand) => operand,
  $setOnInsert: (_old, operand, { inserting }) => (inserting ? operand : missing),
  $inc: (old, operand, _context, path) => calculate("+", old, operand, path),
  $mul: (old, operand, _context, path) => calculate("*", old, operand, path),
  $min: (old, operand) => (old === missing || compareValues(operand, old) < 0 ? operand : missing),
  $max: (old, operand) => (old === missing || compareValues(operand, old) > 0 ? operand : missing),
  $currentDate: (_old, operand, { now }) => currentDate(operand, now),
  $push: push,
  $addToSet: addToSet,
};

/** Operators that change only what is there. */
export const reductions: Record<string, Change> = { $pop: pop, $pull: pull, $pullAll: pullAll };

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

export function change(
  root: Document,
  path: string[],
  apply: Change,
  operand: unknown,
  context: UpdateContext,
): void {
  const name = path[path.length - 1];
  const container = containerOf(root, path, false);
  const old = container ? childOf(container, name) : missing;
  const value = apply(old, operand, context, path.join("."));
  if (value !== missing) setChild(containerOf(root, path, true)!, name, value);
}

export function reduce(
  root: Document,
  path: string[],
  apply: Change,
  operand: unknown,
  context: UpdateContext,
): void {
  const container = containerOf(root, path, false);
  const name = path[path.length - 1];
  const old = container ? childOf(container, name) : missing;
  if (!container || old === missing) return;
  setChild(container, name, apply(old, operand, context, path.join(".")));
}

export function unset(root: Document, path: string[]): void {
  const container = containerOf(root, path, false);
  const name = path[path.length - 1];
  if (!container || childOf(container, name) === missing) return;
  if (Array.isArray(container)) container[Number(name)] = null;
  else delete container[name];
}

export function rename(root: Document, from: string[], to: string[]): void {
  for (const path of [from, to]) {
    for (let depth = 1; depth < path.length; depth++) {
      if (Array.isArray(containerOf(root, path.slice(0, depth + 1), false))) {
        throw badValue("The source and destination field of $rename cannot be in an array element");
      }
    }
  }
  const container = containerOf(root, from, false);
  const value = container ? childOf(container, from[from.length - 1]) : missing;
  if (value === missing) return;
  unset(root, from);
  setChild(containerOf(root, to, true)!, to[to.length - 1], value);
}
