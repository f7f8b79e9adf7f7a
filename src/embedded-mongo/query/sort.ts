import type { Document } from "bson";
import { isDocument } from "../bson/documents.js";
import { isNumeric, toDouble } from "../bson/numbers.js";
import { badValue, notSupported } from "../errors.js";
import { type KeyField, keyField, keyOf, valueTuples } from "./index-keys.js";

export function parseSort(sort: Document = {}): KeyField[] {
  return Object.entries(sort).map(([name, direction]) => {
    if (isDocument(direction)) throw notSupported("sorting by $meta");
    const number = isNumeric(direction) ? toDouble(direction) : 0;
    if (Math.abs(number) !== 1)
      throw badValue("$sort key ordering must be 1 (for ascending) or -1 (for descending)");
    if (name === "" || name.split(".").includes("")) throw badValue("FieldPath must not be empty");
    return keyField(name, number);
  });
}

/** Documents sort by the least of the keys that an index on the same fields would hold for them. */
export function sortKey(document: Document, fields: readonly KeyField[]): Buffer {
  const multikey = fields.map(() => false);
  const tuples = valueTuples(document, fields, multikey, () =>
    badValue("cannot sort with keys that are parallel arrays"),
  );
  return tuples.map((tuple) => keyOf(tuple, fields)).reduce(lesser);
}

const lesser = (a: Buffer, b: Buffer) => (Buffer.compare(b, a) < 0 ? b : a);
