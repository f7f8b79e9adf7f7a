import { Decimal128, Double, Int32, Long } from "bson";
import { badValue } from "../errors.js";

export type Numeric = Int32 | Double | Long | Decimal128 | number;

export function isNumeric(value: unknown): value is Numeric {
  return (
    typeof value === "number" ||
    value instanceof Int32 ||
    value instanceof Double ||
    isLong(value) ||
    value instanceof Decimal128
  );
}

/** Long.isLong() accepts a Timestamp, too. */
function isLong(value: unknown): value is Long {
  return value instanceof Long && value._bsontype === "Long";
}

/** The nearest double; exact for Int32 and Double. */
export function toDouble(value: Numeric): number {
  if (typeof value === "number") return value;
  if (value instanceof Decimal128) return Number(value.toString());
  return isLong(value) ? value.toNumber() : value.value;
}

/** Reads a whole number of any numeric type from an option or operand. */
export function toInteger(value: unknown, what: string): number {
  const number = isNumeric(value) ? toDouble(value) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw badValue(`${what} must be a whole number`);
  return number;
}

/** MongoDB's arithmetic: the result has the wider type, and int32 overflows into int64. */
export function arithmetic(op: "+" | "*", a: Numeric, b: Numeric): Numeric {
  if (a instanceof Decimal128 || b instanceof Decimal128) return decimalArithmetic(op, a, b);
  if (isFloat(a) || isFloat(b)) {
    const [x, y] = [toDouble(a), toDouble(b)];
    return new Double(op === "+" ? x + y : x * y);
  }
  const [x, y] = [toBigInt(a), toBigInt(b)];
  const result = op === "+" ? x + y : x * y;
  if (BigInt.asIntN(64, result) !== result) throw badValue("Failed to apply: integer overflow");
  const small = a instanceof Int32 && b instanceof Int32 && BigInt.asIntN(32, result) === result;
  return small ? new Int32(Number(result)) : Long.fromBigInt(result);
}

const isFloat = (value: Numeric) => value instanceof Double || typeof value === "number";

export const toBigInt = (value: Numeric) => (isLong(value) ? value.toBigInt() : BigInt(toDouble(value)));

function decimalArithmetic(op: "+" | "*", a: Numeric, b: Numeric): Decimal128 {
  const [x, y] = [parseDecimal(String(a)), parseDecimal(String(b))];
  if (!x || !y) {
    const result = op === "+" ? toDouble(a) + toDouble(b) : toDouble(a) * toDouble(b);
    return Decimal128.fromString(String(result));
  }
  if (op === "*") return rounded(x.digits * y.digits, x.exponent + y.exponent);
  const exponent = Math.min(x.exponent, y.exponent);
  return rounded(scaled(x, exponent) + scaled(y, exponent), exponent);
}

const rounded = (digits: bigint, exponent: number) =>
  Decimal128.fromStringWithRounding(`${digits}E${exponent}`);
const scaled = (d: Decimal, exponent: number) => d.digits * 10n ** BigInt(d.exponent - exponent);

export interface Decimal {
  digits: bigint;
  exponent: number;
}

/** Undefined for NaN and the infinities. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = /^([+-]?\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match) return undefined;
  const [, whole, fraction, exponent = "0"] = match;
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}
