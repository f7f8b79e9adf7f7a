import { BSONRegExp, type Document } from "bson";
import { type Bounds, boundsOf } from "./intervals.js";
import { clauses, isOperators } from "./match.js";

export interface Conditions {
  /** By path: each condition bounds the path's value in an index. */
  readonly bounds: Map<string, Bounds[]>;
  /** The alternatives of an `$or`, when there is one. */
  alternatives: Document[] | undefined;
  /** There are conditions besides that no index knows of. */
  others: boolean;
}

/** Takes a filter apart into what must hold at the same time. */
export function conditionsOf(filter: Document): Conditions {
  const conditions: Conditions = { bounds: new Map(), alternatives: undefined, others: false };
  gather(filter, conditions);
  return conditions;
}

function gather(filter: Document, into: Conditions): void {
  for (const [name, condition] of Object.entries(filter)) {
    if (name === "$and") {
      for (const clause of clauses(name, condition)) gather(clause, into);
    } else if (name === "$or") {
      into.alternatives = clauses(name, condition);
      into.others = true;
    } else if (name.startsWith("$")) {
      into.others ||= name !== "$comment";
    } else {
      gatherField(name, condition, into);
    }
  }
}

function gatherField(path: string, condition: unknown, into: Conditions): void {
  const operators = isOperators(condition)
    ? condition
    : condition instanceof BSONRegExp
      ? { $regex: condition }
      : { $eq: condition };
  for (const [operator, operand] of Object.entries(operators)) {
    const bounds = boundsOf(operator, operand, operators);
    if (bounds) into.bounds.set(path, [...(into.bounds.get(path) ?? []), bounds]);
    if (!bounds?.exact) into.others = true;
  }
}
