import type { Document } from "bson";
import { plainObject, Rank, rankOf } from "../bson/order.js";

/** What a path leads to where there is nothing: not the same as null, though `{ field: null }` finds both. */
export const missing: unique symbol = Symbol("missing");

export function isDocument(value: unknown): value is Document {
  return value !== null && typeof value === "object" && rankOf(value) === Rank.Object;
}

/** Own fields only: a path may be called `__proto__` or `constructor`. */
export function fieldOf(document: Document, name: string): unknown {
  const plain = plainObject(document);
  return Object.hasOwn(plain, name) ? plain[name] : missing;
}

export function isIndex(part: string): boolean {
  return /^(0|[1-9]\d{0,6})$/.test(part);
}

/**
 * Everything a dotted path leads to. An array on the way stands for each document in it, and for its element of
 * that number; an array at the end is one leaf (whoever compares looks at its elements too).
 */
export function leavesOf(document: Document, path: readonly string[]): unknown[] {
  const leaves: unknown[] = [];
  collect(document, path, 0, leaves);
  return leaves;
}

function collect(node: unknown, path: readonly string[], depth: number, leaves: unknown[]): void {
  if (depth === path.length) {
    leaves.push(node);
  } else if (Array.isArray(node)) {
    if (isIndex(path[depth]) && Number(path[depth]) < node.length) {
      collect(node[Number(path[depth])], path, depth + 1, leaves);
    }
    for (const element of node) {
      if (isDocument(element)) collect(element, path, depth, leaves);
    }
  } else if (isDocument(node)) {
    collect(fieldOf(node, path[depth]), path, depth + 1, leaves);
  } else {
    leaves.push(missing);
  }
}

/** Plain assignment to a name like `__proto__` would change the prototype instead of adding a field. */
export function setField(document: Document, name: string, value: unknown): void {
  if (name === "__proto__") {
    Object.defineProperty(document, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    document[name] = value;
  }
}
