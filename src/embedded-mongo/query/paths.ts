import type { Document } from "bson";
import { fieldOf, isArrayIndex, isDocument, missing } from "../bson/documents.js";

// All values a dotted path leads to. An array on the way stands for each document in it, and for its element of
// that number. An array at the end is one value; the operators look at its elements themselves.
export function valuesAt(document: Document, path: readonly string[]): unknown[] {
  const values: unknown[] = [];
  collect(document, path, 0, values);
  return values;
}

function collect(node: unknown, path: readonly string[], depth: number, values: unknown[]): void {
  if (depth === path.length) {
    values.push(node);
  } else if (Array.isArray(node)) {
    if (isArrayIndex(path[depth]) && Number(path[depth]) < node.length) {
      collect(node[Number(path[depth])], path, depth + 1, values);
    }
    for (const element of node) {
      if (isDocument(element)) collect(element, path, depth, values);
    }
  } else if (isDocument(node)) {
    collect(fieldOf(node, path[depth]), path, depth + 1, values);
  } else {
    values.push(missing);
  }
}
