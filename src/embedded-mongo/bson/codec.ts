import { type Document, deserialize, serialize } from "bson";
import { plainObject } from "./order.js";

/** Every number keeps its BSON type (Int32, Long, Double), and a regular expression its own syntax. */
const typed = { promoteValues: false, bsonRegExp: true };

// No prototype: a field named "constructor" would be found in it.
const documentsAsBytes = Object.assign(Object.create(null), { documents: true });
const INSERT = Buffer.from("\x02insert\0", "latin1");

/** The documents of an insert stay bytes, in which they are stored. */
export function decodeCommand(bytes: Buffer): Document {
  const isInsert = bytes.subarray(4, 4 + INSERT.length).equals(INSERT);
  return deserialize(bytes, isInsert ? { ...typed, fieldsAsRaw: documentsAsBytes } : typed);
}

export function decode(bytes: Uint8Array): Document {
  return plainObject(deserialize(bytes, typed));
}

export function encode(document: Document): Buffer {
  const bytes = serialize(document, { ignoreUndefined: false });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** SQLite returns plain byte arrays; this is a view of the same memory. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
