type Unit = "second" | "minute" | "hour" | "day" | "percent" | "megabyte";
type Width = "long" | "short";

const units: Record<string, [Unit, Width]> = {
  percent: ["percent", "short"],
  megabytes: ["megabyte", "short"],
};

/** What a catalogue may say of a value, as in `{{seconds, wait}}`; without it, numbers get the language's digits. */
export const kinds: readonly string[] = [...Object.keys(units), "wait", "atMost", "list", "series"];

export function formatValue(lang: string, value: unknown, kind?: string): string | undefined {
  if (Array.isArray(value)) return kind === "series" ? formatSeries(lang, value) : lists(lang).format(value);
  if (typeof value !== "number") return value === undefined ? undefined : String(value);
  if (kind === "wait") return formatWait(lang, value);
  if (kind === "atMost") return formatWait(lang, roundUp(value));
  const unit = units[kind ?? ""];
  return unit ? formatUnit(lang, value, ...unit) : numbers(lang).format(value);
}

/** Lines of these break anywhere but before a no-break space. */
const WITHOUT_WORD_SPACES = /^(?:ja|zh)/;

export function formatUnit(lang: string, value: number, unit: Unit, width: Width = "long"): string {
  const text = unitNumbers(lang, unit, width).format(value);
  return WITHOUT_WORD_SPACES.test(lang) ? text.replaceAll(" ", "\u00a0") : text;
}

export const formatAge = (lang: string, value: number, unit: "minute" | "hour" | "day"): string =>
  ages(lang).format(-value, unit);

const formatWait = (lang: string, seconds: number): string =>
  waits
    .filter(([, , least]) => seconds >= least)
    .map(([unit, length]) => formatUnit(lang, Math.floor(seconds / length), unit))
    .at(-1) ?? formatUnit(lang, seconds, "second");

const waits = [
  ["minute", 60, 120],
  ["hour", 3600, 10_800],
  ["day", 86_400, 172_800],
] as const;

function roundUp(seconds: number): number {
  const [, length] = waits.findLast(([, , least]) => seconds >= least) ?? ["", 1];
  return Math.ceil(seconds / length) * length;
}

/** The beginning of a list that goes on: "Ann, Bo" in "Ann, Bo and 28 others". */
function formatSeries(lang: string, values: readonly string[]): string {
  const [, comma] = lists(lang).formatToParts(["1", "2", "3"]);
  return values.join(comma?.value);
}

const numbers = remember((lang: string) => new Intl.NumberFormat(lang));
const lists = remember((lang: string) => new Intl.ListFormat(lang));
const ages = remember((lang: string) => new Intl.RelativeTimeFormat(lang));
const unitNumbers = remember(
  (lang: string, unit: Unit, width: Width) =>
    new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: width, maximumFractionDigits: 1 }),
);

/** A formatter takes far longer to make than to use. */
function remember<Args extends string[], Made>(create: (...args: Args) => Made): (...args: Args) => Made {
  const made = new Map<string, Made>();
  return (...args) => {
    const key = args.join(" ");
    const known = made.get(key) ?? create(...args);
    made.set(key, known);
    return known;
  };
}
