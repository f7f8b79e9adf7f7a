import { BSONRegExp, type Document } from "bson";
import { isDocument } from "../bson/documents.js";
import { badValue, MongoError, notSupported } from "../errors.js";
import { equals, operators, type Predicate, regexTest, some, unsupportedOperators } from "./operators.js";
import { valuesAt } from "./paths.js";

export type Matcher = (document: Document) => boolean;

const unsupported = new Set(["$expr", "$where", "$text", "$jsonSchema", "$sampleRate"]);

/** MongoDB's query language: compiles a filter to a test of documents. */
export function compileFilter(filter: Document): Matcher {
  const parts = Object.entries(filter).map(([name, condition]) =>
    name.startsWith("$") ? topLevel(name, condition) : compileField(name, condition),
  );
  if (parts.length === 1) return parts[0];
  return (document) => parts.every((part) => part(document));
}

function topLevel(name: string, condition: unknown): Matcher {
  if (name === "$comment" || name === "$alwaysTrue") return () => true;
  if (name === "$alwaysFalse") return () => false;
  if (unsupported.has(name)) throw notSupported(`the query operator ${name}`);
  if (name !== "$and" && name !== "$or" && name !== "$nor")
    throw badValue(`unknown top level operator: ${name}`);
  const parts = clauses(name, condition).map((clause) => compileFilter(clause));
  if (name === "$and") return (document) => parts.every((part) => part(document));
  if (name === "$or") return (document) => parts.some((part) => part(document));
  return (document) => !parts.some((part) => part(document));
}

export function clauses(name: string, condition: unknown): Document[] {
  if (!Array.isArray(condition)) throw badValue(`${name} must be an array`);
  if (condition.length === 0) throw badValue("$and/$or/$nor must be a nonempty array");
  for (const clause of condition) {
    if (!isDocument(clause)) throw badValue("$or/$and/$nor entries need to be full objects");
  }
  return condition;
}

function compileField(name: string, condition: unknown): Matcher {
  const path = name.split(".");
  const predicate = compileCondition(condition);
  return (document) => predicate(valuesAt(document, path), true);
}

/** The right side of `field: …`: operators, a regular expression, or a value. */
export function compileCondition(condition: unknown): Predicate {
  if (condition instanceof BSONRegExp) return some(regexTest(condition));
  if (!isOperators(condition)) return some(equals(condition));
  const predicates = Object.entries(condition).map(([name, operand]) =>
    compileOperator(name, operand, condition),
  );
  return (values, expandArrays) => predicates.every((predicate) => predicate(values, expandArrays));
}

export function isOperators(condition: unknown): condition is Document {
  if (!isDocument(condition)) return false;
  return Object.keys(condition)[0]?.startsWith("$") ?? false;
}

function compileOperator(name: string, operand: unknown, all: Document): Predicate {
  if (name === "$not") return negate(operand);
  if (name === "$elemMatch") return elemMatch(operand);
  if (name === "$all") return allOf(operand);
  const make = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (make) return make(operand, all);
  if (unsupportedOperators.has(name)) throw notSupported(`the query operator ${name}`);
  throw badValue(`unknown operator: ${name}`);
}

function negate(operand: unknown): Predicate {
  if (!(operand instanceof BSONRegExp) && !isDocument(operand))
    throw badValue("$not needs a regex or a document");
  if (isDocument(operand) && !isOperators(operand))
    throw badValue("$not cannot be empty and needs operators");
  const predicate = compileCondition(operand);
  return (values, expandArrays) => !predicate(values, expandArrays);
}

function elemMatch(operand: unknown): Predicate {
  if (!isDocument(operand)) throw badValue("$elemMatch needs an Object");
  const test = elementTest(operand);
  return (values) => values.some((value) => Array.isArray(value) && value.some(test));
}

/** Tests one element against `{ $gt: 5 }` or against `{ field: … }`. */
export function elementTest(operand: Document): (element: unknown) => boolean {
  const logical = ["$and", "$or", "$nor"].includes(Object.keys(operand)[0]);
  if (isOperators(operand) && !logical) {
    const predicate = compileCondition(operand);
    return (element) => predicate([element], false);
  }
  const matcher = compileFilter(operand);
  // An array inside an array is matched as a document with numbers as names.
  return (element) =>
    isDocument(element) ? matcher(element) : Array.isArray(element) && matcher({ ...element });
}

function allOf(operand: unknown): Predicate {
  if (!Array.isArray(operand)) throw badValue("$all needs an array");
  const predicates = operand.map((value) => {
    if (isOperators(value) && !("$elemMatch" in value))
      throw new MongoError("BadValue", "no $ expressions in $all");
    return compileCondition(value);
  });
  return (values, expandArrays) =>
    predicates.length > 0 && predicates.every((predicate) => predicate(values, expandArrays));
}
