import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  type Decimal128,
  type Document,
  type Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from "bson";
import { KeyWriter } from "./key-writer.js";
import { encodeNumber } from "./number-order.js";
import { isNumeric } from "./numbers.js";

// MongoDB's comparison order as bytes: a smaller value has smaller bytes, equal values have equal bytes. Index keys,
// sorting, equality and ranges all use this one definition. The bytes of no value are a prefix of another value's, so
// a compound key is a concatenation.
export enum Rank {
  End = 0,
  MinKey = 1,
  /** The index key of an empty array. */
  Undefined = 2,
  Null = 5,
  Number = 10,
  String = 15,
  Object = 20,
  Array = 25,
  Binary = 30,
  ObjectId = 35,
  Boolean = 40,
  Date = 45,
  Timestamp = 47,
  RegExp = 50,
  Code = 60,
  CodeWithScope = 65,
  MaxKey = 127,
}

const ranksOfClasses = new Map<unknown, Rank>([
  [Binary, Rank.Binary],
  [UUID, Rank.Binary],
  [BSONRegExp, Rank.RegExp],
  [BSONSymbol, Rank.String],
  [MaxKey, Rank.MaxKey],
  [MinKey, Rank.MinKey],
  [ObjectId, Rank.ObjectId],
  [Timestamp, Rank.Timestamp],
]);

export function rankOf(value: unknown): Rank {
  if (value === null) return Rank.Null;
  if (value === undefined) return Rank.Undefined;
  if (typeof value === "string") return Rank.String;
  if (typeof value === "boolean") return Rank.Boolean;
  if (isNumeric(value)) return Rank.Number;
  if (Array.isArray(value)) return Rank.Array;
  if (value instanceof Date) return Rank.Date;
  if (value instanceof Code) return value.scope ? Rank.CodeWithScope : Rank.Code;
  return ranksOfClasses.get(value.constructor) ?? Rank.Object;
}

const shared = new KeyWriter();

export function orderBytes(value: unknown): Buffer {
  shared.reset();
  writeValue(shared, value);
  return shared.copy();
}

export function compareValues(a: unknown, b: unknown): number {
  return Buffer.compare(orderBytes(a), orderBytes(b));
}

export function sameValue(a: unknown, b: unknown): boolean {
  return orderBytes(a).equals(orderBytes(b));
}

/** For sets and maps of values. */
export function valueKey(value: unknown): string {
  return orderBytes(value).toString("latin1");
}

export function writeValue(out: KeyWriter, value: unknown): void {
  const rank = rankOf(value);
  out.byte(rank);
  writePayload(out, rank, value);
}

function writePayload(out: KeyWriter, rank: Rank, value: unknown): void {
  switch (rank) {
    case Rank.Number:
      return encodeNumber(out, value as Decimal128);
    case Rank.String:
      return out.text(typeof value === "string" ? value : (value as BSONSymbol).value);
    case Rank.Object:
      return writeObject(out, plainObject(value as Document));
    case Rank.Array:
      for (const element of value as unknown[]) writeValue(out, element);
      return out.byte(Rank.End);
    case Rank.Binary:
      return writeBinary(out, value as Binary);
    case Rank.ObjectId:
      return out.bytes((value as ObjectId).id);
    case Rank.Boolean:
      return out.byte(value ? 1 : 0);
    case Rank.Date:
      return out.signed64(BigInt((value as Date).getTime()));
    case Rank.Timestamp:
      return out.unsigned64((value as Timestamp as unknown as Long).toBigInt());
    case Rank.RegExp:
      out.text((value as BSONRegExp).pattern);
      return out.text((value as BSONRegExp).options);
    case Rank.Code:
      return out.text((value as Code).code);
    case Rank.CodeWithScope:
      out.text((value as Code).code);
      return writeObject(out, (value as Code).scope as Document);
  }
}

/** Fields compare by type, then name, then value; a shorter object is smaller. */
function writeObject(out: KeyWriter, object: Document): void {
  for (const name of Object.keys(object)) {
    const rank = rankOf(object[name]);
    out.byte(rank);
    out.text(name);
    writePayload(out, rank, object[name]);
  }
  out.byte(Rank.End);
}

function writeBinary(out: KeyWriter, { buffer, position, sub_type }: Binary): void {
  out.unsigned32(position);
  out.byte(sub_type);
  out.bytes(buffer.subarray(0, position));
}

/** `bson` decodes `{ $ref, $id }` to a class; for MongoDB it is a document like any other. */
export function plainObject(value: Document): Document {
  if (!(value instanceof DBRef)) return value;
  const { collection, oid, db, fields } = value;
  return { $ref: collection, $id: oid, ...(db ? { $db: db } : {}), ...fields };
}
