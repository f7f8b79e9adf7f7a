import { type Document, deserialize, serialize } from "bson";

/** Every number keeps its BSON type (Int32, Long, Double), and a regular expression its own syntax. */
const typed = { promoteValues: false, bsonRegExp: true };

// Without a prototype: a field called "constructor" would be found in one.
const documentsAsBytes = Object.assign(Object.create(null), { documents: true });
const INSERT = Buffer.from("\x02insert\0", "latin1");

/** The documents of an insert stay bytes, which are what is stored; in other commands the name means nothing. */
export function decodeCommand(bytes: Buffer): Document {
  const isInsert = bytes.subarray(4, 4 + INSERT.length).equals(INSERT);
  return deserialize(bytes, isInsert ? { ...typed, fieldsAsRaw: documentsAsBytes } : typed);
}

export function decode(bytes: Uint8Array): Document {
  return deserialize(bytes, typed);
}

export function encode(document: Document): Buffer {
  const bytes = serialize(document, { ignoreUndefined: false });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** SQLite hands out plain byte arrays; everything here works with buffers over the same memory. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
