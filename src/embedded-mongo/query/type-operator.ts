import { type Code, Decimal128, Double, Int32 } from "bson";
import { missing } from "../bson/documents.js";
import { isNumeric, toDouble } from "../bson/numbers.js";
import { Rank, rankOf } from "../bson/order.js";
import { badValue } from "../errors.js";

const numbersOfNames: Record<string, number> = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
};

const numbersOfRanks: Partial<Record<Rank, number>> = {
  [Rank.MinKey]: -1,
  [Rank.Undefined]: 6,
  [Rank.Null]: 10,
  [Rank.Object]: 3,
  [Rank.Array]: 4,
  [Rank.Binary]: 5,
  [Rank.ObjectId]: 7,
  [Rank.Boolean]: 8,
  [Rank.Date]: 9,
  [Rank.Timestamp]: 17,
  [Rank.RegExp]: 11,
  [Rank.CodeWithScope]: 15,
  [Rank.MaxKey]: 127,
};

function typeNumber(value: unknown): number | undefined {
  if (value === missing) return undefined;
  const rank = rankOf(value);
  if (rank === Rank.Number) {
    if (value instanceof Int32) return 16;
    if (value instanceof Decimal128) return 19;
    if (typeof value === "number") return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 16 : 1;
    return value instanceof Double ? 1 : 18;
  }
  if (rank === Rank.String) return typeof value === "string" ? 2 : 14;
  if (rank === Rank.Code) return (value as Code).scope ? 15 : 13;
  return numbersOfRanks[rank];
}

export function typeTest(operand: unknown): (value: unknown) => boolean {
  const wanted = new Set((Array.isArray(operand) ? operand : [operand]).flatMap(numbersOf));
  if (wanted.size === 0) throw badValue("$type needs at least one type");
  return (value) => {
    const number = typeNumber(value);
    return number !== undefined && wanted.has(number);
  };
}

function numbersOf(type: unknown): number[] {
  if (type === "number") return [1, 16, 18, 19];
  if (typeof type === "string" && Object.hasOwn(numbersOfNames, type)) return [numbersOfNames[type]];
  if (isNumeric(type) && Object.values(numbersOfNames).includes(toDouble(type))) return [toDouble(type)];
  throw badValue(`Unknown type name alias or invalid type code: ${type}`);
}
