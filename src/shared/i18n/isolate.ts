const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const DIRECTION_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g;
const FIRST_STRONG_ISOLATE = "\u2068";
const POP_ISOLATE = "\u2069";

/** Keeps a right-to-left name from reordering the sentence around it. Other text stays free of marks. */
export const isolate = (text: string): string => (RIGHT_TO_LEFT.test(text) ? enclose(text) : text);

const enclose = (text: string): string =>
  FIRST_STRONG_ISOLATE + text.replace(DIRECTION_CONTROLS, "") + POP_ISOLATE;

type Value = string | number | readonly string[];

/** In a right-to-left sentence every text is isolated: "#4fa3c1" would read "4fa3c1#". */
export function isolateValues(values: Record<string, Value>, isRightToLeft: boolean): Record<string, Value> {
  const keep = isRightToLeft ? enclose : isolate;
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, isolateValue(value, keep)]));
}

function isolateValue(value: Value, keep: (text: string) => string): Value {
  if (typeof value === "string") return keep(value);
  return Array.isArray(value) ? value.map(keep) : value;
}
