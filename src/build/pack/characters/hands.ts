import { circle, d, line, put, scale, shape, soft } from "../drawing/shapes.js";
import type { Person } from "./chip.js";

const upright = "M-7 -2L-3 -25";
const fist = "M-18 -8Q-18 -14 -11 -14H12Q20 -14 20 -6V13Q20 22 11 22H-9Q-18 22 -18 13z";

/** A fist with its thumb up. */
export const thumb = (who: Person, size: number, degrees = 0): string =>
  put(
    0,
    0,
    size,
    degrees,
    line(upright, who.body, 20) + soft(fist, who.body, 5),
    line(upright, who.edge, 15) + shape(fist, who.edge),
    line("M6 -3H18M5 6H18M6 14H16", who.body, 3),
  );

/** A palm with four fingers, open to us. */
export const palm = (who: Person, degrees = 0, side = 1): string =>
  put(
    0,
    0,
    1,
    degrees,
    scale(
      side,
      1,
      line("M-8 -8V-16M0 -10V-19M8 -8V-16", who.edge, 9),
      line("M-10 2L-17 -4", who.edge, 9),
      circle(0, 0, 14, who.edge),
    ),
  );

/** Turned up, as to hold nothing. */
export const open = (who: Person, side: number): string =>
  scale(
    side,
    1,
    shape(d`M-14 -4Q-14 -8 -9 -7L18 -11Q24 -11 22 -5Q16 10 2 11Q-12 11 -14 -4z`, who.edge),
    line("M-2 -8L-4 -15", who.edge, 8),
  );

export const pointing = (who: Person): string => line("M0 0V-22", who.edge, 10) + circle(0, 0, 14, who.edge);
