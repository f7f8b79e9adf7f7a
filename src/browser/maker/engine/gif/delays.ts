/** Browsers show what is shorter for a tenth of a second. */
const SHORTEST = 2;

export interface Timed {
  index: number;
  /** Hundredths of a second. */
  delay: number;
}

/** Rounds the times at which frames begin, so that errors do not add up. Leaves out what is too short to be shown. */
export function toDelays(sequence: readonly { index: number; durationMs: number }[]): Timed[] {
  const begins: { index: number; at: number }[] = [];
  const end = Math.round(sequence.reduce((sum, { durationMs }) => sum + durationMs, 0) / 10);
  let time = 0;
  for (const { index, durationMs } of sequence) {
    const at = Math.round(time / 10);
    const before = begins.at(-1);
    if (!before || Math.min(at - before.at, end - at) >= SHORTEST) begins.push({ index, at });
    time += durationMs;
  }
  return begins.map(({ index, at }, i) => ({
    index,
    delay: Math.max(SHORTEST, (begins[i + 1]?.at ?? end) - at),
  }));
}

export function thin(frames: readonly Timed[], every: number): Timed[] {
  const kept: Timed[] = [];
  for (const [i, { index, delay }] of frames.entries()) {
    if (i % every === 0) kept.push({ index, delay });
    else kept.at(-1)!.delay += delay;
  }
  return kept;
}
