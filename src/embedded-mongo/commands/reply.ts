import { BSONError, type Document, type Long } from "bson";
import { encode } from "../bson/codec.js";
import { badValue, MongoError } from "../errors.js";
import { storageError } from "../store/sqlite.js";

/** A command's reply: bytes where the documents in it need not be decoded. */
export type Reply = Document | Buffer;

/** `{ cursor: { [name]: documents, id, ns }, ok: 1 }` around documents in their stored bytes. */
export function cursorReply(name: string, documents: readonly Buffer[], id: Long, namespace: string): Buffer {
  const rest = encode({ id, ns: namespace });
  const array = wrap(documents.flatMap((document, index) => [field(3, String(index)), document]));
  const cursor = wrap([field(4, name), array, rest.subarray(4, -1)]);
  return wrap([field(3, "cursor"), cursor, okField]);
}

const okField = encode({ ok: 1 }).subarray(4, -1);

function field(type: number, name: string): Buffer {
  return Buffer.from(`${String.fromCharCode(type)}${name}\0`, "latin1");
}

/** Makes a document of encoded fields: the length before them, a zero after them. */
function wrap(parts: Buffer[]): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32LE(parts.reduce((sum, part) => sum + part.length, 5));
  return Buffer.concat([length, ...parts, Buffer.alloc(1)]);
}

export function errorReply(error: unknown): Document {
  const known = error instanceof MongoError ? error : (storageError(error) ?? unexpected(error as Error));
  return { ok: 0, errmsg: known.message, code: known.code, codeName: known.codeName, ...known.details };
}

/** A bug in this store: the client gets the message, the log gets the stack. */
function unexpected(error: Error): MongoError {
  if (error instanceof BSONError) return badValue(error.message);
  console.error("embedded-mongo:", error);
  const name = error instanceof RangeError ? "BadValue" : "InternalError";
  return new MongoError(name, `${error.name}: ${error.message}`);
}
