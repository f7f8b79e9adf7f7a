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
const MAX_DATE_MS = 8.64e15;
/** A loop finds the end of a short name sooner, and a search that of a long one. */
const SHORT_NAME = 32;

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

/** Names of fields, among them all that differ between two documents. Both have to be checked already. */
export function changedFields(before: Buffer, after: Buffer): Set<string> {
  const changed = new Set<string>();
  let [a, b] = [4, 4];
  while (a < before.length - 1 && b < after.length - 1) {
    const [aEnd, bEnd] = [fieldEnd(before, a), fieldEnd(after, b)];
    if (before.compare(after, b, bEnd, a, aEnd) !== 0) {
      const name = nameAt(before, a);
      if (name !== nameAt(after, b)) break;
      changed.add(name);
    }
    a = aEnd;
    b = bEnd;
  }
  for (; a < before.length - 1; a = fieldEnd(before, a)) changed.add(nameAt(before, a));
  for (; b < after.length - 1; b = fieldEnd(after, b)) changed.add(nameAt(after, b));
  return changed;
}

const nameAt = (bytes: Buffer, at: number) =>
  bytes.toString("utf8", at + 1, afterCString(bytes, at + 1, bytes.length) - 1);

function fieldEnd(bytes: Buffer, at: number): number {
  const value = afterCString(bytes, at + 1, bytes.length);
  const type = bytes[at];
  const nested = type === 3 || type === 4;
  if (nested) return value + bytes.readInt32LE(value);
  return value + (fixedSize[type] ?? sizeOf(bytes, type, value, bytes.length, 0));
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
  if (type === DATE && at + 8 <= limit && !isDate(bytes, at)) throw new MalformedBson("an impossible date");
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

/** Rounding does not matter: whole numbers are exact as doubles up to 2^53, and no date is above that. */
function isDate(bytes: Buffer, at: number): boolean {
  return Math.abs(bytes.readInt32LE(at + 4) * 2 ** 32 + bytes.readUInt32LE(at)) <= MAX_DATE_MS;
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
  let end = at;
  const near = Math.min(limit, at + SHORT_NAME);
  while (end < near && bytes[end] !== 0) end++;
  if (end === near) end = bytes.indexOf(0, end);
  if (end < 0 || end >= limit) throw new MalformedBson("a name without its end");
  return end + 1;
}
