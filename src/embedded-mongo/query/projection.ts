import type { Document } from "bson";
import { isNumeric, toDouble, toInteger } from "../bson/numbers.js";
import { badValue, MongoError, notSupported } from "../errors.js";
import { containerOf, setChild } from "../update/paths.js";
import { type Evaluate, elementTest, isOperators } from "./match.js";
import { isDocument, setField } from "./paths.js";

export type Projection = (document: Document) => Document;

/** Where the positional `$` of a projection points to in a document. */
export type Position = (document: Document, array: readonly string[]) => number;

/** The paths that are kept or left out, as a tree; `true` ends a path. */
type Tree = Map<string, Tree | true>;
type Step = (result: Document, source: Document) => void;

interface Parsed {
  kept: string[];
  dropped: string[];
  /** Cut by $slice: neither a reason to keep only some fields nor to leave some out. */
  sliced: string[];
  /** Fields made anew or cut: $slice, $elemMatch, the positional $, expressions. */
  steps: Step[];
  id: boolean | undefined;
  made?: boolean;
}

export function compileProjection(
  spec: Document,
  evaluate: Evaluate,
  position: Position,
): Projection | undefined {
  if (Object.keys(spec).length === 0) return undefined;
  const parsed: Parsed = { kept: [], dropped: [], sliced: [], steps: [], id: undefined };
  for (const [path, value] of Object.entries(spec)) parse(path, value, parsed, { evaluate, position });
  const { kept, dropped, sliced, steps, id } = parsed;
  if (kept.length > 0 && dropped.length > 0) throw mixed(Object.keys(spec), parsed);
  const including =
    kept.length > 0 || parsed.made || (dropped.length === 0 && id === true && steps.length === 0);
  if (including) kept.push(...sliced);
  if (including && id !== false) kept.push("_id");
  if (!including && id === false) dropped.push("_id");
  const tree = treeOf(including ? kept : dropped);
  const select = including ? include : exclude;
  return (document) => {
    const result = select(document, tree);
    for (const step of steps) step(result, document);
    return result;
  };
}

function mixed(paths: string[], { kept, dropped }: Parsed): MongoError {
  const first = paths.find((path) => kept.includes(path) || dropped.includes(path)) ?? "";
  return kept.includes(first)
    ? new MongoError(
        "ExclusionInInclusion",
        `Cannot do exclusion on field ${dropped[0]} in inclusion projection`,
      )
    : new MongoError(
        "InclusionInExclusion",
        `Cannot do inclusion on field ${kept[0]} in exclusion projection`,
      );
}

interface Tools {
  evaluate: Evaluate;
  position: Position;
}

function parse(path: string, value: unknown, into: Parsed, tools: Tools): void {
  if (path === "" || path.split(".").includes("")) throw badValue("FieldPath must not be empty");
  if (path.endsWith(".$")) return parsePositional(path.slice(0, -2), into, tools);
  const flag = typeof value === "boolean" ? value : isNumeric(value) ? toDouble(value) !== 0 : undefined;
  if (flag !== undefined && path === "_id") into.id = flag;
  else if (flag !== undefined) (flag ? into.kept : into.dropped).push(path);
  else if (isDocument(value) && !isOperators(value)) {
    for (const [name, child] of Object.entries(value)) parse(`${path}.${name}`, child, into, tools);
  } else parseOperator(path, value, into, tools);
}

function parseOperator(path: string, value: unknown, into: Parsed, { evaluate }: Tools): void {
  const [operator, operand] = isDocument(value) ? Object.entries(value)[0] : [];
  if (operator === "$meta") throw notSupported("the projection operator $meta");
  if (operator === "$slice" && !isExpressionSlice(operand)) {
    into.sliced.push(path);
    into.steps.push(slice(path, operand));
  } else if (operator === "$elemMatch") {
    if (path.includes(".")) throw badValue("Cannot use $elemMatch projection on a nested field");
    into.kept.push(path);
    into.steps.push(firstMatch(path, elementTest(operand, evaluate)));
  } else {
    into.made = true;
    into.steps.push(computed(path, evaluate(value)));
  }
}

const isExpressionSlice = (operand: unknown) => Array.isArray(operand) && !isNumeric(operand[0]);

function parsePositional(path: string, into: Parsed, { position }: Tools): void {
  into.kept.push(path);
  const parts = path.split(".");
  into.steps.push((result, source) => {
    const array = valueAt(source, parts);
    if (Array.isArray(array)) replaceAt(result, parts, [array[position(source, parts)]]);
  });
}

function slice(path: string, operand: unknown): Step {
  const [skip, limit] = Array.isArray(operand)
    ? operand.map((n) => toInteger(n, "$slice"))
    : [undefined, toInteger(operand, "$slice")];
  if (skip !== undefined && !(limit > 0)) throw badValue("The $slice limit must be positive");
  const parts = path.split(".");
  return (result) => {
    const array = valueAt(result, parts);
    if (!Array.isArray(array)) return;
    const start =
      skip === undefined ? Math.min(limit, 0) : skip < 0 ? Math.max(array.length + skip, 0) : skip;
    replaceAt(result, parts, limit < 0 ? array.slice(start) : array.slice(start, start + limit));
  };
}

function firstMatch(name: string, test: (element: unknown) => boolean): Step {
  return (result) => {
    const array = valueAt(result, [name]);
    const found = Array.isArray(array) ? array.findIndex(test) : -1;
    if (found < 0) delete result[name];
    else replaceAt(result, [name], [(array as unknown[])[found]]);
  };
}

function computed(path: string, value: (document: Document) => unknown): Step {
  return (result, source) => {
    const made = value(source);
    if (made !== undefined) replaceAt(result, path.split("."), made);
  };
}

function valueAt(document: Document, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (node, name) => (isDocument(node) && Object.hasOwn(node, name) ? node[name] : undefined),
    document,
  );
}

function replaceAt(document: Document, path: readonly string[], value: unknown): void {
  setChild(containerOf(document, path, true)!, path[path.length - 1], value);
}

function treeOf(paths: readonly string[]): Tree {
  const root: Tree = new Map();
  for (const path of paths) {
    const parts = path.split(".");
    let node = root;
    for (const name of parts.slice(0, -1)) {
      const next = node.get(name);
      if (next === true) throw new MongoError("PathCollisionBelow", `Path collision at ${path}`);
      const child: Tree = next ?? new Map();
      node.set(name, child);
      node = child;
    }
    if (node.get(parts[parts.length - 1]) instanceof Map)
      throw new MongoError("PathCollision", `Path collision at ${path}`);
    node.set(parts[parts.length - 1], true);
  }
  return root;
}

function include(document: Document, tree: Tree): Document {
  const result: Document = {};
  for (const [name, value] of Object.entries(document)) {
    const branch = tree.get(name);
    if (branch === true) setField(result, name, value);
    else if (branch && (isDocument(value) || Array.isArray(value)))
      setField(result, name, within(value, branch, include, false));
  }
  return result;
}

function exclude(document: Document, tree: Tree): Document {
  const result: Document = {};
  for (const [name, value] of Object.entries(document)) {
    const branch = tree.get(name);
    if (branch !== true) setField(result, name, branch ? within(value, branch, exclude, true) : value);
  }
  return result;
}

/** A path goes through arrays to the documents in them; other elements stay or go as a whole. */
function within(value: unknown, tree: Tree, select: typeof include, keepOthers: boolean): unknown {
  if (isDocument(value)) return select(value, tree);
  if (!Array.isArray(value)) return value;
  return value
    .filter((element) => keepOthers || isDocument(element) || Array.isArray(element))
    .map((element) => within(element, tree, select, keepOthers));
}
