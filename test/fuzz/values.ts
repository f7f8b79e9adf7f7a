import type { Random } from "./random.js";

/** Combining marks, directions, joiners, halves of pairs, controls, look-alikes, and what templates or stores read. */
const ALPHABET = [
  ..."aZ09 .,;:'\"`<>&%$#@!?/\\|{}[]()=+-_~^*\n\r\t\0\x07\x1b\x7f",
  ...["\u0301", "\u0489", "\u1160", "\u115f", "\u3164", "\u200b", "\u200d", "\u200e", "\u202e", "\u2066"],
  ...["\u2069", "\ufe0f", "\ufeff", "\ufffc", "\ufffd", "\uffff", "\ud800", "\udc00", "\u00ad", "\u2800"],
  ...["\u{1d159}", "\u{e0061}", "\u{e007f}", "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}", "\u{1f1f0}\u{1f1f7}"],
  ...["가", "ㄱ", "é", "е", "Ω", "ﷺ", "𝕏", "ß", "İ", "ı", "٣"],
];
const PHRASES = [
  ...[
    "{{ 7 * 7 }}",
    "{% include '/etc/passwd' %}",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "$where",
  ],
  ...[
    "__proto__",
    "constructor",
    "../../../etc/passwd",
    "%00",
    "%ff",
    "' || 1==1",
    "a.b.$",
    "null",
    "undefined",
  ],
  ...[
    "NaN",
    "-0",
    "1e999",
    "0x10",
    "true",
    "on",
    "http://127.0.0.1/",
    "\r\nSet-Cookie: a=b",
    "(a+)+$",
    "#123456",
  ],
];
const NUMBERS = [0, -0, 1, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 53), 1e308, 1e-7, 0.1, 10, 50, 200, 201];

export function text(random: Random, most = 60): string {
  if (random.chance(0.3)) return random.pick(PHRASES);
  const letters = random.list(most, () => random.pick(ALPHABET)).join("");
  if (random.chance(0.05)) return letters.repeat(1 + random.below(500)).slice(0, 30_000);
  return random.chance(0.1) ? "a".repeat(random.below(60)) + "\u0301".repeat(random.below(2000)) : letters;
}

/** Any value that JSON can hold. */
export function value(random: Random, depth = 3): unknown {
  const simple = [
    () => text(random),
    () => random.pick(NUMBERS),
    () => random.pick([true, false, null]),
    () => String(random.pick(NUMBERS)),
  ];
  const nested = [
    () => random.list(4, () => value(random, depth - 1)),
    () => fields(random, depth - 1),
    () => ({
      [random.pick(["$ne", "$gt", "$where", "$regex", "toString", "length", "_bsontype"])]: value(random, 0),
    }),
    () => JSON.parse(`{"__proto__": ${JSON.stringify(value(random, 0)) ?? "1"}}`),
  ];
  return random.pick(depth > 0 && random.chance(0.4) ? nested : simple)();
}

const NAMES =
  "title max password chat clientId alt cover name lang member ban seq to before at reply after changed limit here q proof crowd purpose room again replyTo listed locked slow readOnly lifetime uses expires message visitor admit on".split(
    " ",
  );

/** What a field may well be, or what it may not. */
function fieldValue(random: Random, name: string, depth: number): unknown {
  if (random.chance(0.3)) return value(random, depth);
  if (["max", "seq", "before", "after", "changed", "limit"].includes(name))
    return random.pick([1, 2, 10, "1", "2"]);
  if (name === "lang") return random.pick(["en", "ko", "xx"]);
  if (name === "slow") return random.pick([0, 5, "15", 60]);
  if (["cover", "crowd", "ban", "listed", "locked", "readOnly", "admit", "on"].includes(name))
    return random.pick(["on", "off", true, false]);
  return text(random, 20);
}

export function fields(random: Random, depth = 2): Record<string, unknown> {
  const names = random.list(6, () => (random.chance(0.9) ? random.pick(NAMES) : text(random, 10)));
  return Object.fromEntries(names.map((name) => [name, fieldValue(random, name, depth)]));
}
