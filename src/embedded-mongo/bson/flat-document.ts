import { isUtf8 } from "node:buffer";

export const FLAT = { double: 1, string: 2, objectId: 7, boolean: 8, date: 9, null: 10, int32: 16 };

const DOLLAR = 0x24;
const MAX_FIELDS = 64;
/** Of longer values, the decoder reads many bytes at a time. */
const MAX_BYTES = 16_384;
const MAX_ASCII = 0x7f;

// The fields of a document whose values are all simple ones, in its bytes: the usual new document, which need not be
// decoded. There is one object of this class for all documents, as every new object has its price.
export class FlatDocument {
  bytes: Buffer = Buffer.alloc(0);
  #count = 0;
  /** Where the type of a field stands, with the name behind it, and where its value begins. */
  readonly #types = new Int32Array(MAX_FIELDS);
  readonly #values = new Int32Array(MAX_FIELDS);

  /** The document has to be checked already. False if it has to be decoded: it is not flat, or might be wrong. */
  read(bytes: Buffer): boolean {
    this.bytes = bytes;
    this.#count = 0;
    const last = bytes.length - 1;
    if (last > MAX_BYTES) return false;
    for (let at = 4; at < last; ) {
      if (this.#count === MAX_FIELDS || bytes[at + 1] === DOLLAR) return false;
      let value = at + 1;
      // A name that is not UTF-8 is another one for the decoder.
      for (; bytes[value] !== 0; value++) if (bytes[value] > MAX_ASCII) return false;
      value++;
      const size = sizeOf(bytes, bytes[at], value);
      if (size < 0) return false;
      this.#types[this.#count] = at;
      this.#values[this.#count++] = value;
      at = value + size;
    }
    return true;
  }

  /** The name ends with a zero. Of several fields with one name, the last counts. */
  isFirst(name: Buffer): boolean {
    return this.#count > 0 && this.#hasName(0, name);
  }

  /** The number of the field, or -1. */
  find(name: Buffer): number {
    for (let field = this.#count - 1; field >= 0; field--) if (this.#hasName(field, name)) return field;
    return -1;
  }

  typeOf(field: number): number {
    return this.bytes[this.#types[field]];
  }

  valueOf(field: number): number {
    return this.#values[field];
  }

  #hasName(field: number, name: Buffer): boolean {
    const start = this.#types[field] + 1;
    if (this.#values[field] - start !== name.length) return false;
    for (let at = 0; at < name.length; at++) if (this.bytes[start + at] !== name[at]) return false;
    return true;
  }
}

/** Of a value of a simple type; -1 for all others, and for values that decoding refuses. */
function sizeOf(bytes: Buffer, type: number, at: number): number {
  switch (type) {
    case FLAT.string: {
      const length = bytes.readInt32LE(at);
      return isText(bytes, at + 4, at + 3 + length) ? 4 + length : -1;
    }
    case FLAT.double:
    case FLAT.date:
      return 8;
    case FLAT.objectId:
      return 12;
    case FLAT.int32:
      return 4;
    case FLAT.boolean:
      return bytes[at] <= 1 ? 1 : -1;
    case FLAT.null:
      return 0;
    default:
      return -1;
  }
}

function isText(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] > MAX_ASCII) return isUtf8(bytes.subarray(at, end));
  return true;
}
