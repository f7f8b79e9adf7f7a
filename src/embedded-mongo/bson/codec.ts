import { type Document, deserialize, serialize } from "bson";

/** Every number keeps its BSON type (Int32, Long, Double), and a regular expression its own syntax. */
const typed = { promoteValues: false, bsonRegExp: true };

/** The documents of a write stay bytes, which are what is stored. */
export function decodeCommand(bytes: Uint8Array): Document {
  return deserialize(bytes, { ...typed, fieldsAsRaw: { documents: true } });
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
