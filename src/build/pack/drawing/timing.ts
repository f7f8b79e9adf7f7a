type Ease = (t: number) => number;

export const linear: Ease = (t) => t;
export const smooth: Ease = (t) => t * t * (3 - 2 * t);
/** Starts slowly. */
export const rush: Ease = (t) => t ** 3;
/** Ends slowly. */
export const settle: Ease = (t) => 1 - (1 - t) ** 3;
/** Goes too far and comes back. */
export const over: Ease = (t) => 1 + 2.7 * (t - 1) ** 3 + 1.7 * (t - 1) ** 2;

/** The ease is that of the way to this key. */
type Key = readonly [at: number, value: number, ease?: Ease];

export function along(t: number, ...keys: Key[]): number {
  let from = keys[0]!;
  for (const to of keys) {
    if (t < to[0]) {
      const part = (t - from[0]) / (to[0] - from[0]);
      return t <= from[0] ? from[1] : from[1] + (to[1] - from[1]) * (to[2] ?? smooth)(part);
    }
    from = to;
  }
  return from[1];
}

/** From -1 to 1 and back, so many times a loop. */
export const swing = (t: number, times = 1, phase = 0): number => Math.sin(2 * Math.PI * (t * times + phase));

/** From 0 to 1 and 0 again. */
export const hump = (t: number, from = 0, to = 1): number => {
  return t <= from || t >= to ? 0 : Math.sin((Math.PI * (t - from)) / (to - from));
};

export const between = (t: number, from: number, to: number): boolean => t >= from && t < to;

/** The part behind the point, so that a movement may start at any time of the loop. */
export const loop = (t: number): number => t - Math.floor(t);

export const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

export function blink(t: number, at: number): number {
  return hump(t, at - 0.05, at + 0.05);
}

/** The same numbers in each run, from 0 to 1. */
export const scatter = (i: number, salt = 1): number => loop(Math.sin(i * 127.1 + salt * 311.7) * 43758.5453);
