export const PASSES = [
  { first: 0, step: 8 },
  { first: 4, step: 8 },
  { first: 2, step: 4 },
  { first: 1, step: 2 },
];

/** In the order in which they are sent. */
export function sentRows(height: number): number[] {
  const rows: number[] = [];
  for (const { first, step } of PASSES) for (let row = first; row < height; row += step) rows.push(row);
  return rows;
}
