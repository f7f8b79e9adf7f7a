import type { Document } from "bson";
import { fieldOf, isArrayIndex, isDocument, missing, setField } from "../bson/documents.js";
import { plainObject } from "../bson/order.js";
import { badValue, MongoError } from "../errors.js";

export type Container = Document | unknown[];

/** MongoDB refuses to fill an array with more nulls than this to reach an index. */
const MAX_PADDING = 1_500_000;

export function childOf(container: Container, name: string): unknown {
  if (!Array.isArray(container)) return fieldOf(container, name);
  return isArrayIndex(name) && Number(name) < container.length ? container[Number(name)] : missing;
}

export function setChild(container: Container, name: string, value: unknown): void {
  if (!Array.isArray(container)) return setField(container, name, value);
  const index = Number(name);
  if (index > container.length + MAX_PADDING)
    throw badValue("can't backfill array to larger than 1500000 elements");
  while (container.length < index) container.push(null);
  container[index] = value;
}

/** The document or array that holds the last part of a path; missing documents on the way are created. */
export function createContainer(root: Document, path: readonly string[]): Container {
  let node: Container = root;
  for (const [depth, name] of path.slice(0, -1).entries()) {
    assertCanHold(node, path, depth);
    let child = childOf(node, name);
    if (child === missing) {
      child = {};
      setChild(node, name, child);
    }
    node = enter(node, name, child) ?? fail(path, depth + 1);
  }
  assertCanHold(node, path, path.length - 1);
  return node;
}

/** As above, but nothing if the path ends before. A path through a scalar is an error. */
export function findContainer(root: Document, path: readonly string[]): Container | undefined {
  let node: Container = root;
  for (const [depth, name] of path.slice(0, -1).entries()) {
    assertCanHold(node, path, depth);
    const child = childOf(node, name);
    if (child === missing) return undefined;
    node = enter(node, name, child) ?? fail(path, depth + 1);
  }
  assertCanHold(node, path, path.length - 1);
  return node;
}

/** The value at a path of names and array indexes, or `missing`. */
export function valueAtPath(root: Document, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (node, name) => (isDocument(node) || Array.isArray(node) ? childOf(node, name) : missing),
    root,
  );
}

function enter(parent: Container, name: string, child: unknown): Container | undefined {
  if (!isDocument(child) && !Array.isArray(child)) return undefined;
  const inner = plainObject(child);
  if (inner !== child) setChild(parent, name, inner);
  return inner;
}

function assertCanHold(node: Container, path: readonly string[], depth: number): void {
  if (Array.isArray(node) && !isArrayIndex(path[depth])) fail(path, depth);
}

function fail(path: readonly string[], depth: number): never {
  const element = path[depth - 1] ?? "";
  throw new MongoError("PathNotViable", `Cannot create field '${path[depth]}' in element {${element}: …}`);
}
