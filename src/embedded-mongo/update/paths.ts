import type { Document } from "bson";
import { plainObject } from "../bson/order.js";
import { badValue, MongoError } from "../errors.js";
import { compileFilter, type Matcher } from "../query/match.js";
import { fieldOf, isDocument, isIndex, missing, setField } from "../query/paths.js";

export type Container = Document | unknown[];

/** MongoDB refuses to fill an array with more nulls than this to reach an index. */
const MAX_PADDING = 1_500_000;

export function childOf(container: Container, name: string): unknown {
  if (!Array.isArray(container)) return fieldOf(container, name);
  return isIndex(name) && Number(name) < container.length ? container[Number(name)] : missing;
}

export function setChild(container: Container, name: string, value: unknown): void {
  if (!Array.isArray(container)) return setField(container, name, value);
  const index = Number(name);
  if (index > container.length + MAX_PADDING)
    throw badValue("can't backfill array to larger than 1500000 elements");
  while (container.length < index) container.push(null);
  container[index] = value;
}

/** What holds the last part of a path; made on the way if `create` says so, otherwise perhaps nothing. */
export function containerOf(root: Document, path: readonly string[], create: boolean): Container | undefined {
  let node: Container = root;
  for (const [depth, name] of path.slice(0, -1).entries()) {
    mustHold(node, name, path, depth, create);
    let child = childOf(node, name);
    if (child === missing) {
      if (!create) return undefined;
      child = {};
      setChild(node, name, child);
    }
    if (!isDocument(child) && !Array.isArray(child)) {
      if (create) throw cannotCreate(path, depth + 1);
      return undefined;
    }
    const inner = plainObject(child);
    if (inner !== child) setChild(node, name, inner);
    node = inner;
  }
  mustHold(node, path[path.length - 1], path, path.length - 1, create);
  return node;
}

function mustHold(
  node: Container,
  name: string,
  path: readonly string[],
  depth: number,
  create: boolean,
): void {
  if (create && Array.isArray(node) && !isIndex(name)) throw cannotCreate(path, depth);
}

function cannotCreate(path: readonly string[], depth: number): MongoError {
  const element = path[depth - 1] ?? "";
  return new MongoError("PathNotViable", `Cannot create field '${path[depth]}' in element {${element}: …}`);
}

/** What an element of the array has to be like. */
export type ArrayFilter = Matcher;

/** `arrayFilters`, by the identifier that each one speaks of. */
export function compileArrayFilters(filters: readonly Document[]): Map<string, ArrayFilter> {
  const compiled = new Map<string, ArrayFilter>();
  for (const filter of filters) {
    const identifier = identifierOf(filter);
    if (!identifier || !/^[a-z][a-zA-Z0-9]*$/.test(identifier)) throw badValue("Error parsing array filter");
    if (compiled.has(identifier)) {
      const message = `Found multiple array filters with the same top-level field name ${identifier}`;
      throw new MongoError("FailedToParse", message);
    }
    compiled.set(identifier, compileFilter(filter));
  }
  return compiled;
}

function identifierOf(filter: Document): string | undefined {
  const [name, condition] = Object.entries(filter)[0] ?? [];
  if (!name?.startsWith("$")) return name?.split(".")[0];
  return Array.isArray(condition) ? condition.map(identifierOf).find(Boolean) : undefined;
}

/** Replaces `$`, `$[]` and `$[identifier]` by the numbers of the elements they stand for. */
export function concretePaths(
  root: Document,
  path: readonly string[],
  filters: ReadonlyMap<string, ArrayFilter>,
  position: (array: readonly string[]) => number,
): string[][] {
  const special = path.findIndex((part) => part === "$" || part.startsWith("$["));
  if (special < 0) return [[...path]];
  const before = path.slice(0, special);
  const goOn = (index: number | string) =>
    concretePaths(root, [...before, String(index), ...path.slice(special + 1)], filters, position);
  if (path[special] === "$") return goOn(position(before));
  const array = before.reduce<unknown>(
    (node, name) => (isDocument(node) || Array.isArray(node) ? childOf(node, name) : missing),
    root,
  );
  if (!Array.isArray(array)) {
    throw badValue(
      `The path '${before.join(".")}' must exist in the document in order to apply array updates.`,
    );
  }
  const identifier = path[special].slice(2, -1);
  const filter = identifier === "" ? undefined : filterFor(identifier, path, filters);
  return array.flatMap((element, index) => (!filter || filter({ [identifier]: element }) ? goOn(index) : []));
}

function filterFor(
  identifier: string,
  path: readonly string[],
  filters: ReadonlyMap<string, ArrayFilter>,
): ArrayFilter {
  const filter = filters.get(identifier);
  if (!filter)
    throw badValue(`No array filter found for identifier '${identifier}' in path '${path.join(".")}'`);
  return filter;
}
