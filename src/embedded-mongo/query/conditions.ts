import { BSONRegExp, type Document } from "bson";
import { type Bounds, boundsOf } from "./intervals.js";
import { clauses, isOperators } from "./match.js";

export interface Conditions {
  /** By path: the bounds of its value in an index, all of which must hold. */
  readonly bounds: Map<string, Bounds[]>;
  alternatives: Document[] | undefined;
  /** There are other conditions, which no index covers. */
  others: boolean;
}

/** Splits a filter into the conditions that must all hold. */
export function conditionsOf(filter: Document): Conditions {
  const conditions: Conditions = { bounds: new Map(), alternatives: undefined, others: false };
  addConditions(filter, conditions);
  return conditions;
}

function addConditions(filter: Document, into: Conditions): void {
  for (const [name, condition] of Object.entries(filter)) {
    if (name === "$and") {
      for (const clause of clauses(name, condition)) addConditions(clause, into);
    } else if (name === "$or") {
      into.alternatives = clauses(name, condition);
      into.others = true;
    } else if (name.startsWith("$")) {
      into.others ||= name !== "$comment";
    } else {
      addField(name, condition, into);
    }
  }
}

function addField(path: string, condition: unknown, into: Conditions): void {
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
