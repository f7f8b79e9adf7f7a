import { BSONRegExp, type Document, ObjectId } from "bson";
import { MongoError } from "../errors.js";
import { MAX_DOCUMENT_BYTES } from "../limits.js";
import { decode, encode } from "./codec.js";
import { isDocument } from "./documents.js";
import { withFirst } from "./validate.js";

/** MongoDB keeps `_id` as the first field, and adds one to a document without. */
export function withId(raw: Buffer): { document: Document; raw: Buffer } {
  const document = decode(raw);
  const names = Object.keys(document);
  if (names[0] === "_id") return { document, raw };
  if (names.includes("_id")) return { document, raw: withFirst(raw, "_id") };
  const complete = { _id: new ObjectId(), ...document };
  return { document: complete, raw: encode(complete) };
}

export function checkDocumentRules(document: Document, raw: Buffer): void {
  if (raw.length > MAX_DOCUMENT_BYTES)
    throw new MongoError("BSONObjectTooLarge", `object to insert too large. size in bytes: ${raw.length}`);
  const { _id } = document;
  if (Array.isArray(_id) || _id === undefined || _id instanceof BSONRegExp) {
    const message = "The '_id' value cannot be an array, a regular expression or undefined";
    throw new MongoError("InvalidIdField", message);
  }
  if (isDocument(_id) && Object.keys(_id).some((name) => name.startsWith("$")))
    throw new MongoError("DollarPrefixedFieldName", "_id fields may not contain '$'-prefixed fields");
}
