const BLOCK = 8;
const CALM_SHARE = 0.25;
/** A pixel of a noisy camera differs from the one before by up to this many times the standard deviation. */
const SPREAD = 2.5;
const MOST = 16;
const ALPHA = 3;

/**
 * How much a pixel may differ from the frame before and still count as unchanged. Measured in the calmest blocks of two
 * frames that follow each other: 0 for a screen, up to 16 for a camera in poor light.
 */
export function measureTolerance(
  before: Uint8ClampedArray,
  after: Uint8ClampedArray,
  width: number,
  height: number,
): number {
  const deviations: number[] = [];
  for (let top = 0; top < height; top += BLOCK)
    for (let left = 0; left < width; left += BLOCK) {
      const right = Math.min(left + BLOCK, width);
      const bottom = Math.min(top + BLOCK, height);
      deviations.push(deviationIn(before, after, { width, left, top, right, bottom }));
    }
  const calm = deviations.sort((a, b) => a - b)[Math.floor(deviations.length * CALM_SHARE)] ?? 0;
  return Math.min(MOST, Math.round(calm * SPREAD));
}

interface Block {
  width: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

function deviationIn(
  before: Uint8ClampedArray,
  after: Uint8ClampedArray,
  { width, left, top, right, bottom }: Block,
): number {
  let sum = 0;
  let squares = 0;
  for (let y = top; y < bottom; y++)
    for (let i = (y * width + left) * 4; i < (y * width + right) * 4; i++) {
      if ((i & 3) === ALPHA) continue;
      const difference = after[i]! - before[i]!;
      sum += difference;
      squares += difference * difference;
    }
  const count = 3 * (right - left) * (bottom - top);
  return Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
}
