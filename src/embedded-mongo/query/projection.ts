import type { Document } from "bson";
import { fieldOf, isDocument, missing, setField } from "../bson/documents.js";
import { isNumeric, toDouble, toInteger } from "../bson/numbers.js";
import { badValue, MongoError, notSupported } from "../errors.js";
import { elementTest, isOperators } from "./match.js";
import { exclude, include, treeOf } from "./projection-tree.js";

export type Projection = (document: Document) => Document;

/** The index of the element that the positional `$` of a projection selects. */
export type Position = (document: Document, array: readonly string[]) => number;

type Step = (result: Document, source: Document) => void;

interface Parsed {
  kept: string[];
  dropped: string[];
  /** Fields with $slice, which makes a projection neither inclusive nor exclusive. */
  sliced: string[];
  /** Changes to arrays: $slice, $elemMatch, the positional $. */
  steps: Step[];
  id: boolean | undefined;
}

export function compileProjection(spec: Document, position: Position): Projection | undefined {
  if (Object.keys(spec).length === 0) return undefined;
  const parsed: Parsed = { kept: [], dropped: [], sliced: [], steps: [], id: undefined };
  for (const [path, value] of Object.entries(spec)) parse(path, value, parsed, position);
  const { kept, dropped, sliced, steps, id } = parsed;
  if (kept.length > 0 && dropped.length > 0) throw mixed(Object.keys(spec), parsed);
  const including = kept.length > 0 || (dropped.length === 0 && id === true && steps.length === 0);
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

function parse(path: string, value: unknown, into: Parsed, position: Position): void {
  if (path === "" || path.split(".").includes("")) throw badValue("FieldPath must not be empty");
  if (path.endsWith(".$")) return parsePositional(path.slice(0, -2), into, position);
  const flag = typeof value === "boolean" ? value : isNumeric(value) ? toDouble(value) !== 0 : undefined;
  if (flag !== undefined && path === "_id") into.id = flag;
  else if (flag !== undefined) (flag ? into.kept : into.dropped).push(path);
  else if (isDocument(value) && !isOperators(value)) {
    for (const [name, child] of Object.entries(value)) parse(`${path}.${name}`, child, into, position);
  } else parseOperator(path, value, into);
}

function parseOperator(path: string, value: unknown, into: Parsed): void {
  const [operator, operand] = isDocument(value) ? Object.entries(value)[0] : [];
  if (operator === "$slice" && !isExpressionSlice(operand)) {
    into.sliced.push(path);
    into.steps.push(slice(path, operand));
  } else if (operator === "$elemMatch") {
    if (path.includes(".")) throw badValue("Cannot use $elemMatch projection on a nested field");
    into.kept.push(path);
    into.steps.push(firstMatch(path, elementTest(operand)));
  } else {
    throw notSupported("a projection by an expression");
  }
}

const isExpressionSlice = (operand: unknown) => Array.isArray(operand) && !isNumeric(operand[0]);

function parsePositional(path: string, into: Parsed, position: Position): void {
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
  const cut = (array: unknown) => {
    if (!Array.isArray(array)) return array;
    const start =
      skip === undefined ? Math.min(limit, 0) : skip < 0 ? Math.max(array.length + skip, 0) : skip;
    return limit < 0 ? array.slice(start) : array.slice(start, start + limit);
  };
  return (result) => changeAtPath(result, parts, (old) => (old === missing ? missing : cut(old)));
}

function firstMatch(name: string, test: (element: unknown) => boolean): Step {
  return (result) => {
    const array = valueAt(result, [name]);
    const found = Array.isArray(array) ? array.findIndex(test) : -1;
    if (found < 0) delete result[name];
    else replaceAt(result, [name], [(array as unknown[])[found]]);
  };
}

/** Changes the field at the end of a path, in all documents of the arrays on the way. */
function changeAtPath(node: unknown, path: readonly string[], change: (old: unknown) => unknown): void {
  const [name, ...rest] = path;
  if (Array.isArray(node)) for (const element of node) changeAtPath(element, path, change);
  if (!isDocument(node)) return;
  const old = fieldOf(node, name);
  if (rest.length > 0) return changeAtPath(old, rest, change);
  const made = change(old);
  if (made !== missing) setField(node, name, made);
}

function valueAt(document: Document, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (node, name) => (isDocument(node) && Object.hasOwn(node, name) ? node[name] : undefined),
    document,
  );
}

/** Only called for a path whose value `valueAt` has found. */
function replaceAt(document: Document, path: readonly string[], value: unknown): void {
  setField(valueAt(document, path.slice(0, -1)) as Document, path[path.length - 1], value);
}
