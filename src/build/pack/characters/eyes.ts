import { ink, paper, rose } from "../drawing/colour.js";
import { circle, d, line, move, oval, put, scale } from "../drawing/shapes.js";
import { heart, star } from "../drawing/signs.js";

export type Eyes = "open" | "wide" | "happy" | "shut" | "squeezed" | "hearts" | "stars" | "big";

interface Gaze {
  x: number;
  y: number;
}

/** One eye around its middle; `side` is -1 on the left. */
export function eye(kind: Eyes, side: number, gaze: Gaze, lid: number): string {
  if (lid > 0.75) return line("M-9 0q9 5 18 0", ink, 4.5);
  switch (kind) {
    case "open":
      return move(gaze.x * 3, gaze.y * 3, pupil(8.5, 11.5, lid));
    case "big":
      return move(gaze.x * 2, gaze.y * 2, pupil(13, 15, lid), lid < 0.3 ? circle(4, 5, 2.6, paper) : "");
    case "wide":
      return oval(0, 0, 15, 16 * (1 - lid), paper) + move(gaze.x * 6, gaze.y * 6, pupil(6.5, 7.5, lid));
    case "happy":
      return line("M-10 4q10 -14 20 0", ink, 5.5);
    case "shut":
      return line("M-10 -1q10 9 20 0", ink, 5);
    case "squeezed":
      return scale(side, 1, line("M8 -8L-7 0L8 8", ink, 5.5));
    case "hearts":
      return put(0, 1, 0.92 + lid, 0, heart(rose));
    case "stars":
      return put(0, 0, 1 + lid, 0, star("#ffd84d"));
  }
}

const pupil = (rx: number, ry: number, lid: number): string =>
  oval(0, lid * 3, rx, ry * (1 - lid * 0.85), ink) +
  (lid < 0.4 ? circle(-rx * 0.3, -ry * 0.38, rx * 0.33, paper) : "");

export const brow = (side: number, angle: number, y: number, colour = ink): string =>
  scale(side, 1, line(d`M-11 ${y + angle * 0.26}L11 ${y - angle * 0.26}`, colour, 5));
