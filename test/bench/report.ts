export interface Figure {
  name: string;
  ours: number;
  unit: string;
  baseline?: number;
  /** The same without Socket.IO and without anything stored: what Node can do. */
  limit?: number | undefined;
  /** What must hold: of the figure itself, or of its ratio to the baseline. */
  goals?: { of: "ours" | "ratio"; atLeast?: number; atMost?: number }[];
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

type Side = (round: number) => Promise<number>;

/** All sides in turn, another one first in each round: what the machine does beside meets all alike. */
export async function sideBySide<Name extends string>(
  rounds: number,
  sides: Record<Name, Side>,
): Promise<Record<Name, number>> {
  const names = Object.keys(sides) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round++)
    for (let i = 0; i < names.length; i++) {
      const name = names[(round + i) % names.length]!;
      results[name].push(await sides[name](round));
    }
  return Object.fromEntries(names.map((name) => [name, median(results[name])])) as Record<Name, number>;
}

/** For what varies: each round's ratio for itself. */
export async function ratios(rounds: number, sides: Record<"ours" | "baseline", Side>): Promise<number[]> {
  const all: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { ours, baseline } = await sideBySide(1, sides);
    all.push(ours / baseline);
  }
  return all;
}

/** With `--check`, a goal that is missed ends the program with 1. */
export function report(figures: Figure[]): void {
  console.log(table(figures));
  if (process.env.BENCH_CHECK && !figures.every(isMet)) process.exitCode = 1;
}

export async function perSecond(count: number, work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (count / (performance.now() - started)) * 1000;
}

function table(figures: Figure[]): string {
  const rows = [["figure", "ours", "baseline", "ratio", "raw limit", "goal", "met"], ...figures.map(rowOf)];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | "));
  lines.splice(1, 0, widths.map((width) => "-".repeat(width)).join("-|-"));
  return lines.join("\n");
}

function isMet({ ours, baseline = Number.NaN, goals = [] }: Figure): boolean {
  const value = (of: "ours" | "ratio") => (of === "ours" ? ours : ours / baseline);
  return goals.every(
    ({ of, atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY }) =>
      value(of) >= atLeast && value(of) <= atMost,
  );
}

function rowOf(figure: Figure): string[] {
  const { name, ours, unit, baseline, limit, goals = [] } = figure;
  const wanted = goals.map(
    ({ of, atLeast, atMost }) =>
      `${of === "ratio" ? "ratio " : ""}${atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`}`,
  );
  return [
    name,
    `${show(ours)} ${unit}`,
    baseline === undefined ? "" : `${show(baseline)} ${unit}`,
    baseline === undefined ? "" : (ours / baseline).toFixed(2),
    limit === undefined ? "" : `${show(limit)} ${unit}`,
    wanted.join(", "),
    goals.length === 0 ? "" : isMet(figure) ? "yes" : "NO",
  ];
}

const show = (value: number) => (value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(2));
