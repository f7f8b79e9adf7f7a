import type { Document } from "bson";
import { isDocument, missing } from "../bson/documents.js";
import { KeyWriter } from "../bson/key-writer.js";
import { isNumeric, toDouble } from "../bson/numbers.js";
import { orderBytes } from "../bson/order.js";
import { badValue, notSupported } from "../errors.js";
import { valuesAt } from "./paths.js";
import type { SortField } from "./plan.js";

export function parseSort(sort: Document = {}): SortField[] {
  return Object.entries(sort).map(([path, direction]) => {
    if (isDocument(direction)) throw notSupported("sorting by $meta");
    const number = isNumeric(direction) ? toDouble(direction) : 0;
    if (Math.abs(number) !== 1)
      throw badValue(`$sort key ordering must be 1 (for ascending) or -1 (for descending)`);
    if (path === "" || path.split(".").includes("")) throw badValue("FieldPath must not be empty");
    return { path, descending: number < 0 };
  });
}

const writer = new KeyWriter();

/** One string of bytes by which documents compare; an array counts by its least or, descending, greatest element. */
export function sortKey(document: Document, sort: readonly SortField[]): Buffer {
  writer.reset();
  for (const { path, descending } of sort) {
    const start = writer.length;
    writer.bytes(extreme(valuesAt(document, path.split(".")), descending));
    if (descending) writer.invertFrom(start);
  }
  return writer.copy();
}

function extreme(leaves: unknown[], greatest: boolean): Buffer {
  const values = leaves.flatMap((leaf) => {
    if (!Array.isArray(leaf)) return [leaf === missing ? null : leaf];
    return leaf.length === 0 ? [undefined] : leaf;
  });
  const keys = (values.length === 0 ? [null] : values).map(orderBytes);
  return keys.reduce((best, key) => (Buffer.compare(key, best) > 0 === greatest ? key : best));
}

/** A new list in order of the bytes that stand for each element, which are made once. */
export function sortedBy<T>(elements: readonly T[], keyOf: (element: T) => Buffer): T[] {
  return elements
    .map((element) => ({ element, key: keyOf(element) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .map(({ element }) => element);
}
