import { ink, paper, rose } from "../drawing/colour.js";
import { box, d, line, oval, shape } from "../drawing/shapes.js";

export type Mouth =
  | "smile"
  | "grin"
  | "laugh"
  | "frown"
  | "flat"
  | "o"
  | "wobble"
  | "smirk"
  | "teeth"
  | "small";

const inside = "#5b1f2c";

const drawn: Record<Mouth, (size: number) => string> = {
  smile: () => line("M-14 -3q14 15 28 0", ink, 5),
  small: () => line("M-7 0q7 7 14 0", ink, 4.5),
  flat: () => line("M-11 1h22", ink, 5),
  frown: () => line("M-14 6q14 -15 28 0", ink, 5),
  smirk: () => line("M-13 2q14 8 25 -6", ink, 5),
  wobble: (size) => line(d`M-17 2q5.7 ${-8 * size} 11.4 0t11.4 0t11.4 0`, ink, 5),
  teeth: () =>
    box({ x: -20, y: -8, w: 40, h: 18, r: 8 }, ink) +
    box({ x: -16, y: -4.5, w: 32, h: 11, r: 5 }, paper) +
    line("M-5.5 -4v10M5.5 -4v10", ink, 2),
  o: (size) => oval(0, 2, 9 * size, 11 * size, inside),
  grin: (size) => open(18, 17 * size),
  laugh: (size) => open(25, 27 * size),
};

/** A half moon with a tongue. */
function open(half: number, deep: number): string {
  const tongue = d`M${-half * 0.62} ${deep * 0.62}Q0 ${deep * 0.28} ${half * 0.62} ${deep * 0.62}Q${half * 0.4} ${deep * 0.98} 0 ${deep * 0.98}Q${-half * 0.4} ${deep * 0.98} ${-half * 0.62} ${deep * 0.62}z`;
  const hole = d`M${-half} -3Q${-half} ${deep} 0 ${deep}Q${half} ${deep} ${half} -3Q${half} -6 ${half - 4} -6H${4 - half}Q${-half} -6 ${-half} -3z`;
  return shape(hole, inside) + shape(tongue, rose);
}

export const mouth = (kind: Mouth, size = 1): string => drawn[kind](size);
