import { Binary, Decimal128, type Document, Double, Int32, Long } from "bson";
import { notSupported } from "../errors.js";
import { isDocument, setField } from "./paths.js";

/**
 * Expressions and the stages of a pipeline are mingo's, which calculates with JavaScript's numbers. So whatever gets
 * there is turned into them first, and a number that they cannot hold exactly is refused instead of rounded.
 */
export function toPlain(value: unknown): unknown {
  if (value === null || typeof value !== "object" || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (value instanceof Long && value._bsontype === "Long") {
    const number = value.toNumber();
    if (!Number.isSafeInteger(number)) throw notSupported("calculating with whole numbers beyond 2^53");
    return number;
  }
  if (value instanceof Decimal128) throw notSupported("calculating with Decimal128");
  if (value instanceof Binary && value.sub_type === 0) return value.buffer.slice(0, value.position);
  if (!isDocument(value)) return value;
  const plain: Document = {};
  for (const [name, child] of Object.entries(value)) setField(plain, name, toPlain(child));
  return plain;
}
