const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const DIRECTION_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g;
const FIRST_STRONG_ISOLATE = "\u2068";
const POP_ISOLATE = "\u2069";

/** Keeps a right-to-left name from reordering the sentence around it. Other text stays free of marks. */
export const isolate = (text: string): string =>
  RIGHT_TO_LEFT.test(text) ? FIRST_STRONG_ISOLATE + text.replace(DIRECTION_CONTROLS, "") + POP_ISOLATE : text;

type Value = string | number | readonly string[];

export const isolateValues = (values: Record<string, Value>): Record<string, Value> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, isolateValue(value)]));

function isolateValue(value: Value): Value {
  if (typeof value === "string") return isolate(value);
  return Array.isArray(value) ? value.map(isolate) : value;
}
