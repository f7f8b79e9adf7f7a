import { BSONRegExp, type Document, ObjectId } from "bson";
import { MongoError } from "../errors.js";
import { MAX_DOCUMENT_BYTES } from "../limits.js";
import { decode, encode } from "./codec.js";
import { isDocument } from "./documents.js";
import type { FlatDocument } from "./flat-document.js";
import { withFirst } from "./validate.js";

const ID = Buffer.from("_id\0");

/** MongoDB keeps `_id` as the first field, and adds one to a document without. */
export function withId(raw: Buffer): { document: Document; raw: Buffer } {
  const document = decode(raw);
  const names = Object.keys(document);
  if (names[0] === "_id") return { document, raw };
  if (names.includes("_id")) return { document, raw: withFirst(raw, "_id") };
  const complete = { _id: new ObjectId(), ...document };
  return { document: complete, raw: encode(complete) };
}

/** Whether a flat document can be stored as it is. Its `_id` is of a simple type, so other rules do not matter. */
export function isReady(document: FlatDocument): boolean {
  return document.isFirst(ID) && document.bytes.length <= MAX_DOCUMENT_BYTES;
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
