import type { Document } from "bson";
import { plainObject, Rank, rankOf } from "./order.js";

/** Stands for a field that does not exist. It differs from null, although `{ field: null }` finds both. */
export const missing: unique symbol = Symbol("missing");

export function isDocument(value: unknown): value is Document {
  return value !== null && typeof value === "object" && rankOf(value) === Rank.Object;
}

export function isArrayIndex(part: string): boolean {
  return /^(0|[1-9]\d{0,6})$/.test(part);
}

/** Own fields only: a path may be called `__proto__` or `constructor`. */
export function fieldOf(document: Document, name: string): unknown {
  const plain = plainObject(document);
  return Object.hasOwn(plain, name) ? plain[name] : missing;
}

/** Plain assignment to a name like `__proto__` would change the prototype instead of adding a field. */
export function setField(document: Document, name: string, value: unknown): void {
  if (name === "__proto__") {
    Object.defineProperty(document, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    document[name] = value;
  }
}
