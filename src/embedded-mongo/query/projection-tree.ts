import type { Document } from "bson";
import { isDocument, setField } from "../bson/documents.js";
import { MongoError } from "../errors.js";

/** The paths to keep or drop, as a tree; `true` ends a path. */
type Tree = Map<string, Tree | true>;

export function treeOf(paths: readonly string[]): Tree {
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

export function include(document: Document, tree: Tree): Document {
  const result: Document = {};
  for (const [name, value] of Object.entries(document)) {
    const branch = tree.get(name);
    if (branch === true) setField(result, name, value);
    else if (branch && (isDocument(value) || Array.isArray(value)))
      setField(result, name, within(value, branch, include, false));
  }
  return result;
}

export function exclude(document: Document, tree: Tree): Document {
  const result: Document = {};
  for (const [name, value] of Object.entries(document)) {
    const branch = tree.get(name);
    if (branch !== true) setField(result, name, branch ? within(value, branch, exclude, true) : value);
  }
  return result;
}

/** A path leads through arrays to the documents in them; other elements are kept or dropped as a whole. */
function within(value: unknown, tree: Tree, select: typeof include, keepOthers: boolean): unknown {
  if (isDocument(value)) return select(value, tree);
  if (!Array.isArray(value)) return value;
  return value
    .filter((element) => keepOthers || isDocument(element) || Array.isArray(element))
    .map((element) => within(element, tree, select, keepOthers));
}
