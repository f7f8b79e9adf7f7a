import { Decimal128, Double, Int32 } from "bson";
import type { KeyWriter } from "./key-writer.js";
import { type Decimal, type Numeric, parseDecimal, toBigInt, toDouble } from "./numbers.js";

const REST = { negative: 0x40, none: 0x80, positive: 0xc0 };

// The nearest double, then the rest: none for an Int32 or a Double, a small whole number for a Long above 2^53, and
// for a Decimal128 a double with a rest of its own. So numbers of all types compare by their exact value.
export function encodeNumber(out: KeyWriter, value: Numeric): void {
  if (value instanceof Int32 || value instanceof Double) return encodeDouble(out, value.value);
  const double = toDouble(value);
  out.double(Number.isNaN(double) ? Number.NEGATIVE_INFINITY : clampToDouble(value, double) + 0); // + 0 makes -0 a 0
  if (Number.isNaN(double)) return out.byte(0); // below the rest of any number: NaN is the lowest
  if (value instanceof Decimal128) return decimalRest(out, value, double);
  const rest = Number.isSafeInteger(double) || !Number.isInteger(double) ? 0 : longRest(value, double);
  out.byte(rest < 0 ? REST.negative : rest > 0 ? REST.positive : REST.none);
  if (rest !== 0) encodeNumber(out, rest);
}

/** Of an Int32 or a Double. */
export function encodeDouble(out: KeyWriter, value: number): void {
  out.double(Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value + 0);
  out.byte(Number.isNaN(value) ? 0 : REST.none);
}

/** A Decimal128 can be greater than all doubles, but less than infinity. */
function clampToDouble(value: Numeric, nearest: number): number {
  const overflow = value instanceof Decimal128 && !Number.isFinite(nearest) && parseDecimal(value.toString());
  return overflow ? Math.sign(nearest) * Number.MAX_VALUE : nearest;
}

function longRest(value: Numeric, double: number): number {
  return Number(toBigInt(value) - BigInt(double));
}

/** After the greatest double, or the zero, that stands for it: the exponent of the first digit, then all digits. */
function magnitude(out: KeyWriter, { digits, exponent }: Decimal): void {
  const negative = digits < 0n;
  out.byte(negative ? REST.negative : REST.positive);
  const start = out.length;
  const text = String(negative ? -digits : digits);
  out.signed64(BigInt(text.length + exponent));
  out.text(text.replace(/0+$/, ""));
  if (negative) out.invertFrom(start);
}

interface Fraction {
  over: bigint;
  under: bigint;
}

function decimalRest(out: KeyWriter, value: Decimal128, nearest: number): void {
  const decimal = parseDecimal(value.toString());
  if (!decimal) return out.byte(REST.none); // an infinity
  if (!Number.isFinite(nearest) || (nearest === 0 && decimal.digits !== 0n)) return magnitude(out, decimal);
  const { digits, exponent } = decimal;
  const exact: Fraction =
    exponent < 0
      ? { over: digits, under: 10n ** BigInt(-exponent) }
      : { over: digits * 10n ** BigInt(exponent), under: 1n };
  let rest = minus(exact, nearest);
  // A decimal fraction can be endless in binary, but three doubles (159 bits) tell 34 digits apart.
  for (let level = 0; level < 2 && rest.over !== 0n; level++) {
    const double = fractionToDouble(rest);
    if (double === 0) break; // among the smallest numbers, the rest is below the range of doubles
    out.byte(rest.over < 0n ? REST.negative : REST.positive);
    out.double(double);
    rest = minus(rest, double);
  }
  out.byte(REST.none);
}

function minus({ over, under }: Fraction, double: number): Fraction {
  const other = doubleToFraction(double);
  return { over: over * other.under - other.over * under, under: under * other.under };
}

function doubleToFraction(double: number): Fraction {
  let exponent = 0;
  let whole = double;
  while (!Number.isInteger(whole)) {
    whole *= 2;
    exponent++;
  }
  return { over: BigInt(whole), under: 1n << BigInt(exponent) };
}

function fractionToDouble({ over, under }: Fraction): number {
  const size = (n: bigint) => (n < 0n ? -n : n).toString(2).length;
  const shift = Math.max(0, 64 - size(over) + size(under));
  return (
    Number((over << BigInt(shift)) / under) / 2 ** Math.min(shift, 1000) / 2 ** Math.max(0, shift - 1000)
  );
}
