const MAX_DEPTH = 200;

const fixedSize: Record<number, number> = {
  1: 8, // double
  6: 0, // undefined
  7: 12, // ObjectId
  8: 1, // boolean
  9: 8, // date
  10: 0, // null
  16: 4, // int32
  17: 8, // timestamp
  18: 8, // int64
  19: 16, // decimal128
  127: 0, // MaxKey
  255: 0, // MinKey
};

const DATE = 9;
const isDate = (ms: bigint) => ms >= -8_640_000_000_000_000n && ms <= 8_640_000_000_000_000n;

export class MalformedBson extends Error {}

// Checks every length in a document before anything else reads it, and returns where the document ends. Documents are
// stored as they arrive, so a wrong length that passed here would break every later reader.
export function checkDocument(bytes: Buffer, start: number, limit: number, depth = 0): number {
  if (depth > MAX_DEPTH) throw new MalformedBson(`nested deeper than ${MAX_DEPTH} levels`);
  const end = start + lengthAt(bytes, start, limit, 5);
  if (bytes[end - 1] !== 0) throw new MalformedBson("a document without its end");
  let at = start + 4;
  while (at < end - 1) {
    const type = bytes[at];
    const value = afterCString(bytes, at + 1, end - 1);
    at = value + sizeOf(bytes, type, value, end - 1, depth);
    if (at > end - 1) throw new MalformedBson("a value longer than its document");
  }
  return end;
}

/** The names of the fields that differ between two documents, both checked. */
export function changedFields(before: Buffer, after: Buffer): Set<string> {
  const old = fieldsOf(before);
  const changed = new Set<string>();
  for (const [name, field] of fieldsOf(after)) {
    if (!old.get(name)?.equals(field)) changed.add(name);
    old.delete(name);
  }
  for (const name of old.keys()) changed.add(name);
  return changed;
}

/** Of several fields with one name, the last counts. */
function fieldsOf(bytes: Buffer): Map<string, Buffer> {
  const fields = new Map<string, Buffer>();
  const last = bytes.length - 1;
  for (let at = 4, next = at; at < last; at = next) {
    const value = afterCString(bytes, at + 1, last);
    next = value + sizeOf(bytes, bytes[at], value, last, 0);
    fields.set(bytes.toString("utf8", at + 1, value - 1), bytes.subarray(at, next));
  }
  return fields;
}

/** Moves a field to the front, where MongoDB keeps `_id`; some drivers send it last. */
export function withFirst(bytes: Buffer, name: string): Buffer {
  const wanted = Buffer.from(`${name}\0`);
  const last = bytes.length - 1;
  for (let at = 4, next = at; at < last; at = next) {
    const value = afterCString(bytes, at + 1, last);
    next = value + sizeOf(bytes, bytes[at], value, last, 0);
    if (!bytes.subarray(at + 1, value).equals(wanted)) continue;
    return Buffer.concat([
      ...[bytes.subarray(0, 4), bytes.subarray(at, next)],
      ...[bytes.subarray(4, at), bytes.subarray(next)],
    ]);
  }
  return bytes;
}

function sizeOf(bytes: Buffer, type: number, at: number, limit: number, depth: number): number {
  if (type === DATE && at + 8 <= limit && !isDate(bytes.readBigInt64LE(at)))
    throw new MalformedBson("an impossible date");
  const fixed = fixedSize[type];
  if (fixed !== undefined) return fixed;
  switch (type) {
    case 2: // string
    case 13: // code
    case 14: // symbol
      return stringSize(bytes, at, limit);
    case 3: // document
    case 4: // array
      return checkDocument(bytes, at, limit, depth + 1) - at;
    case 5: // binary
      return 5 + lengthAt(bytes, at, limit - 5, 0);
    case 11: // regular expression
      return afterCString(bytes, afterCString(bytes, at, limit), limit) - at;
    case 12: // DBPointer
      return stringSize(bytes, at, limit) + 12;
    case 15: {
      // code with scope
      const end = at + lengthAt(bytes, at, limit, 14);
      const scope = at + 4 + stringSize(bytes, at + 4, end);
      if (checkDocument(bytes, scope, end, depth + 1) !== end)
        throw new MalformedBson("a scope of wrong length");
      return end - at;
    }
    default:
      throw new MalformedBson(`unknown type ${type}`);
  }
}

function lengthAt(bytes: Buffer, at: number, limit: number, least: number): number {
  if (at + 4 > bytes.length) throw new MalformedBson("cut off in a length");
  const length = bytes.readInt32LE(at);
  if (length < least || at + length > limit) throw new MalformedBson(`impossible length ${length}`);
  return length;
}

function stringSize(bytes: Buffer, at: number, limit: number): number {
  const length = lengthAt(bytes, at, limit - 4, 1);
  if (bytes[at + 4 + length - 1] !== 0) throw new MalformedBson("a string without its end");
  return 4 + length;
}

function afterCString(bytes: Buffer, at: number, limit: number): number {
  const end = bytes.indexOf(0, at);
  if (end < 0 || end >= limit) throw new MalformedBson("a name without its end");
  return end + 1;
}
