import { rose } from "../drawing/colour.js";
import { circle, line, move, oval, scale, shape, soft, turn } from "../drawing/shapes.js";

export const fur = "#433b38";
export const furShade = "#352e2c";
export const cream = "#fff3e2";
const pink = "#f49aa6";
const amber = "#ffc640";
const dark = "#1d1715";

type CatEyes = "open" | "big" | "happy" | "shut" | "narrow" | "squeezed";
type CatMouth = "calm" | "open" | "yawn" | "smile";

export interface CatFace {
  eyes?: CatEyes;
  mouth?: CatMouth;
  look?: [x: number, y: number];
  lid?: number;
  turned?: [x: number, y: number];
  /** Turns each ear; more is further out. */
  ears?: [left: number, right: number];
  tilt?: number;
}

/** Around the middle of the head, 116 wide. */
export function catHead(pose: CatFace): string {
  const [tx, ty] = pose.turned ?? [0, 0];
  const [left, right] = pose.ears ?? [0, 0];
  const skull = "M0 -46C34 -46 60 -30 60 2C60 34 34 46 0 46C-34 46 -60 34 -60 2C-60 -30 -34 -46 0 -46z";
  return turn(
    pose.tilt ?? 0,
    ear(-1, left, tx),
    ear(1, right, tx),
    shape(skull, fur),
    move(tx * 0.8, ty * 0.8, muzzle(pose), whiskers()),
    move(tx, ty - 2, ...[-1, 1].map((side) => move(side * 27, -3, catEye(pose)))),
  );
}

function ear(side: number, angle: number, tx: number): string {
  const outer = soft("M-17 20C-17 0 -12 -22 -5 -30C6 -24 18 -8 24 12z", fur, 8);
  const inner = soft("M-10 10C-9 -2 -7 -12 -4 -18C2 -13 9 -4 12 6z", pink, 4);
  return scale(side, 1, move(-39 + tx * side * 0.2, -32, turn(-angle, outer, inner)));
}

function muzzle({ mouth = "calm" }: CatFace): string {
  const blaze = shape(
    "M0 -40C5 -22 7 -8 12 0C34 2 37 30 14 34C8 36 -8 36 -14 34C-37 30 -34 2 -12 0C-7 -8 -5 -22 0 -40z",
    cream,
  );
  const nose = soft("M-5 6H5L0 11z", rose, 5);
  return blaze + catMouth(mouth) + nose;
}

function catMouth(kind: CatMouth): string {
  switch (kind) {
    case "calm":
      return line("M-12 19q6 6 12 -2q6 8 12 2", dark, 3.6);
    case "smile":
      return line("M-15 16q7 11 15 1q8 10 15 -1", dark, 3.6);
    case "open":
      return shape("M-9 18Q0 13 9 18Q10 33 0 33Q-10 33 -9 18z", "#5b1f2c") + oval(0, 29, 5, 3.5, rose);
    case "yawn":
      return shape("M-14 17Q0 10 14 17Q17 44 0 44Q-17 44 -14 17z", "#5b1f2c") + oval(0, 37, 9, 6, rose);
  }
}

const whiskers = (): string =>
  [-1, 1].map((side) => scale(side, 1, line("M38 10L66 4M39 19L67 21", cream, 2.6))).join("");

function catEye({ eyes = "open", look = [0, 0], lid = 0 }: CatFace): string {
  if (lid > 0.75 || eyes === "shut") return line("M-12 0q12 9 24 0", cream, 4.5);
  if (eyes === "happy") return line("M-12 4q12 -14 24 0", cream, 5);
  if (eyes === "squeezed") return line("M-10 -6L8 0L-10 7", cream, 5);
  const [gx, gy] = look;
  const size = eyes === "big" ? 1.25 : 1;
  const height = (eyes === "narrow" ? 7 : 13) * (1 - lid) * size;
  const pupil = eyes === "big" ? [11, 13] : [5.5, Math.min(10.5, height - 1)];
  return (
    oval(0, 0, 13.5 * size, height, amber) +
    oval(gx * 6, gy * 4, pupil[0]!, pupil[1]! * (1 - lid * 0.6), dark) +
    circle(gx * 6 - 3 * size, gy * 4 - height * 0.35, (eyes === "big" ? 4 : 3) * size, cream) +
    (eyes === "big" && lid < 0.3 ? circle(gx * 6 + 5, gy * 4 + 6, 2.6, cream) : "")
  );
}
