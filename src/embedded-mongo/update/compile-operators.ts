import type { Document } from "bson";
import { isDocument } from "../bson/documents.js";
import { badValue, MongoError, notSupported } from "../errors.js";
import type { Matcher } from "../query/match.js";
import { concretePaths } from "./array-filters.js";
import type { OperatorContext } from "./operator.js";
import { change, changeExisting, creatingOperators, rename, shrinkingOperators, unset } from "./operators.js";

const MAX_DEPTH = 200;

interface Modification {
  operator: string;
  path: string;
  operand: unknown;
}

export interface UpdateOptions extends OperatorContext {
  /** The document is being inserted by an upsert. */
  readonly inserting: boolean;
  readonly filters: ReadonlyMap<string, Matcher>;
  /** The index of the element that the filter has matched, for the positional `$`. */
  readonly position: (array: readonly string[]) => number;
}

export type Update = (document: Document, options: UpdateOptions) => void;

/** Checks the update operators once; the result changes any number of documents. */
export function compileOperators(update: Document, filters: ReadonlyMap<string, Matcher>): Update {
  const modifications = Object.entries(update).flatMap(([operator, fields]) => parse(operator, fields));
  refuseConflicts(modifications.flatMap(changedPaths));
  refuseUnusedFilters(modifications, filters);
  return (document, options) => {
    const concrete = modifications.flatMap((modification) => resolve(modification, document, options));
    if (concrete.length > modifications.length) refuseConflicts(concrete.flatMap(changedPaths));
    // MongoDB adds new fields in the order of their names, whatever the order of the operators.
    for (const modification of concrete.sort((a, b) => comparePaths(a.path, b.path)))
      apply(document, modification, options);
  };
}

function parse(operator: string, fields: unknown): Modification[] {
  if (operator === "$bit") throw notSupported("the update operator $bit");
  if (
    ![creatingOperators, shrinkingOperators, { $unset: 0, $rename: 0 }].some((known) =>
      Object.hasOwn(known, operator),
    )
  ) {
    const message = `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update`;
    throw new MongoError("FailedToParse", message);
  }
  if (!isDocument(fields)) {
    throw new MongoError(
      "FailedToParse",
      `Modifiers operate on fields but we found another type for ${operator}`,
    );
  }
  return Object.entries(fields).map(([path, operand]) => {
    checkPath(path);
    if (operator === "$rename") checkRename(path, operand);
    return { operator, path, operand };
  });
}

function checkRename(from: string, to: unknown): void {
  if (typeof to !== "string") throw badValue(`The 'to' field for $rename must be a string: ${from}`);
  if (from === to) throw badValue(`The source and target field for $rename must differ: ${from}`);
  checkPath(to);
}

function checkPath(path: string): void {
  const parts = path.split(".");
  if (parts.length > MAX_DEPTH) throw new MongoError("Overflow", `a path of more than ${MAX_DEPTH} parts`);
  if (parts.includes(""))
    throw new MongoError("EmptyFieldName", `The update path '${path}' contains an empty field name`);
  const dollar = parts.find((part) => part.startsWith("$") && part !== "$" && !/^\$\[[^\]]*\]$/.test(part));
  if (dollar) {
    throw new MongoError(
      "DollarPrefixedFieldName",
      `The dollar ($) prefixed field '${dollar}' in '${path}' is not allowed`,
    );
  }
  if (parts[0].startsWith("$"))
    throw new MongoError(
      "BadValue",
      `Cannot have array filter identifier or $ at the beginning of '${path}'`,
    );
}

const changedPaths = ({ operator, path, operand }: Modification) =>
  operator === "$rename" ? [path, String(operand)] : [path];

function refuseConflicts(paths: string[]): void {
  const sorted = paths.sort(comparePaths);
  for (const [index, path] of sorted.slice(1).entries()) {
    const before = sorted[index];
    if (path === before || path.startsWith(`${before}.`)) {
      const message = `Updating the path '${path}' would create a conflict at '${before}'`;
      throw new MongoError("ConflictingUpdateOperators", message);
    }
  }
}

function refuseUnusedFilters(modifications: Modification[], filters: ReadonlyMap<string, Matcher>): void {
  for (const identifier of filters.keys()) {
    if (modifications.some(({ path }) => path.includes(`$[${identifier}]`))) continue;
    const message = `The array filter for identifier '${identifier}' was not used in the update`;
    throw new MongoError("FailedToParse", message);
  }
}

/** Compares part by part, numbers by value, so that the paths inside a path directly follow it. */
function comparePaths(a: string, b: string): number {
  const [x, y] = [a.split("."), b.split(".")];
  for (let depth = 0; depth < Math.min(x.length, y.length); depth++) {
    if (x[depth] === y[depth]) continue;
    const [m, n] = [Number(x[depth]), Number(y[depth])];
    if (Number.isInteger(m) && Number.isInteger(n)) return m - n;
    return x[depth] < y[depth] ? -1 : 1;
  }
  return x.length - y.length;
}

function resolve(modification: Modification, document: Document, options: UpdateOptions): Modification[] {
  if (!modification.path.includes("$")) return [modification];
  const paths = concretePaths(document, modification.path.split("."), options.filters, options.position);
  return paths.map((path) => ({ ...modification, path: path.join(".") }));
}

function apply(document: Document, { operator, path, operand }: Modification, options: UpdateOptions): void {
  const parts = path.split(".");
  if (operator === "$unset") unset(document, parts);
  else if (operator === "$rename") rename(document, parts, String(operand).split("."));
  else if (Object.hasOwn(shrinkingOperators, operator))
    changeExisting(document, parts, shrinkingOperators[operator], operand, options);
  else if (operator !== "$setOnInsert" || options.inserting)
    change(document, parts, creatingOperators[operator], operand, options);
}
