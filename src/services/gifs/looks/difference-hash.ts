const COLUMNS = 9;
const ROWS = 8;
const BITS = 64;
/** Grey levels. Smaller differences are noise that comes and goes with each compression. */
const LEAST_DIFFERENCE = 3;
/** With fewer differences, or hardly any of one direction, too many other pictures would look the same. */
const LEAST_DIFFERENCES = 16;
const LEAST_OF_A_KIND = 4;

/** For means of `step` x `step` points. */
export const toGrid = (step: number) => ({ width: COLUMNS * step, height: ROWS * step });

/** Of the points of such a grid, row by row. Undefined for a flat picture. */
export function toDifferenceHash(greys: Uint8Array, step: number): string | undefined {
  const cells = toCells(greys, step);
  let [hash, falling, rising] = [0n, 0, 0];
  for (let bit = 0; bit < BITS; bit++) {
    const left = bit + Math.floor(bit / (COLUMNS - 1));
    const difference = cells[left]! - cells[left + 1]!;
    const falls = difference >= LEAST_DIFFERENCE;
    if (falls) falling++;
    else if (difference <= -LEAST_DIFFERENCE) rising++;
    hash = (hash << 1n) | (falls ? 1n : 0n);
  }
  const isFlat = falling + rising < LEAST_DIFFERENCES || Math.min(falling, rising) < LEAST_OF_A_KIND;
  return isFlat ? undefined : hash.toString(16).padStart(BITS / 4, "0");
}

function toCells(greys: Uint8Array, step: number): Float64Array {
  const cells = new Float64Array(COLUMNS * ROWS);
  let at = 0;
  for (let y = 0; y < ROWS * step; y++) {
    const row = Math.floor(y / step) * COLUMNS;
    for (let column = 0; column < COLUMNS; column++)
      for (let i = 0; i < step; i++) cells[row + column]! += greys[at++]!;
  }
  return cells.map((sum) => sum / (step * step));
}

export const toGrey = (red: number, green: number, blue: number): number =>
  Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
