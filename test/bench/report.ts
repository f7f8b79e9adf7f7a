export interface Figure {
  name: string;
  ours: number;
  unit: string;
  baseline?: number;
  /** What must hold: of the figure itself, or of its ratio to the baseline. */
  goals?: { of: "ours" | "ratio"; atLeast?: number; atMost?: number }[];
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Both sides in turn, round by round: what the machine does beside meets both alike. */
export async function sideBySide(
  rounds: number,
  ours: (round: number) => Promise<number>,
  baseline: (round: number) => Promise<number>,
): Promise<{ ours: number; baseline: number; ratio: number }> {
  const results: [number, number][] = [];
  for (let round = 0; round < rounds; round++) {
    const first = round % 2 ? await baseline(round) : await ours(round);
    const second = round % 2 ? await ours(round) : await baseline(round);
    results.push(round % 2 ? [second, first] : [first, second]);
  }
  const mine = median(results.map(([own]) => own));
  const other = median(results.map(([, theirs]) => theirs));
  return { ours: mine, baseline: other, ratio: mine / other };
}

export async function perSecond(count: number, work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (count / (performance.now() - started)) * 1000;
}

export function table(figures: Figure[]): string {
  const rows = [["figure", "ours", "baseline", "ratio", "goal", "met"], ...figures.map(rowOf)];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | "));
  lines.splice(1, 0, widths.map((width) => "-".repeat(width)).join("-|-"));
  return lines.join("\n");
}

function rowOf({ name, ours, unit, baseline, goals = [] }: Figure): string[] {
  const ratio = baseline === undefined ? undefined : ours / baseline;
  const value = (of: "ours" | "ratio") => (of === "ours" ? ours : (ratio ?? Number.NaN));
  const met = goals.every(
    ({ of, atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY }) =>
      value(of) >= atLeast && value(of) <= atMost,
  );
  const wanted = goals.map(
    ({ of, atLeast, atMost }) =>
      `${of === "ratio" ? "ratio " : ""}${atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`}`,
  );
  return [
    name,
    `${show(ours)} ${unit}`,
    baseline === undefined ? "" : `${show(baseline)} ${unit}`,
    ratio === undefined ? "" : ratio.toFixed(2),
    wanted.join(", "),
    goals.length === 0 ? "" : met ? "yes" : "NO",
  ];
}

const show = (value: number) => (value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(2));
