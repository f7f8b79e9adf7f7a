import { gold, ink, paper, rose } from "./colour.js";
import { box, circle, d, line, move, oval, scale, shape, soft } from "./shapes.js";

const glass = "#dfe9f2";

export const bulb = (lit: boolean): string =>
  shape("M0 -26A21 21 0 0 1 12 12Q9 15 9 19H-9Q-9 15 -12 12A21 21 0 0 1 0 -26z", lit ? "#ffdf6b" : glass) +
  line("M-6 16L-4 0L0 5L4 0L6 16", lit ? "#e09a1a" : "#9aa7b3", 3) +
  box({ x: -9, y: 18, w: 18, h: 12, r: 4 }, "#6d6560") +
  line("M-8 24H8", "#8d847e", 2.5);

export const scoop = (): string =>
  circle(0, 0, 19, "#ffa9bd") +
  oval(0, 12, 21, 7, "#ffa9bd") +
  oval(-6, -7, 4, 5, paper) +
  circle(2, -21, 6, rose);

/** The cone alone; its top is 28 above the hand. */
export const iceCream = (): string =>
  soft("M-15 -28H15L0 18z", "#d99a4e", 5) + line("M-9 -26L4 4M9 -26L-4 4", "#bd7d34", 2.5);

export const mug = (colour: string): string =>
  line("M20 -6q14 0 12 10q-2 9 -14 8", colour, 7) +
  shape("M-22 -18H22V10Q22 24 8 24H-8Q-22 24 -22 10z", colour) +
  oval(0, -18, 22, 5.5, "#6b4327") +
  put3x3(0, 6, paper);

const put3x3 = (x: number, y: number, fill: string): string =>
  move(
    x,
    y,
    box({ x: -10, y: -8, w: 6, h: 6, r: 1.5 }, fill),
    box({ x: -3, y: -1, w: 6, h: 6, r: 1.5 }, fill),
    box({ x: 4, y: -8, w: 6, h: 6, r: 1.5 }, fill),
  );

export const partyHat = (colour: string): string =>
  soft("M-22 0L0 -46L22 0z", colour, 5) +
  line("M-15 -9L8 -25M-3 2L15 -10", paper, 5) +
  circle(0, -50, 8, gold);

export const trophy = (): string =>
  line("M-20 -24h-10q-2 22 14 22M20 -24h10q2 22 -14 22", "#e09a1a", 6) +
  shape("M-22 -32H22Q22 4 0 6Q-22 4 -22 -32z", gold) +
  box({ x: -4, y: 2, w: 8, h: 14 }, "#e09a1a") +
  box({ x: -16, y: 14, w: 32, h: 10, r: 4 }, "#e09a1a") +
  line("M-13 -25Q-12 -12 -6 -6", "#ffe3a0", 5);

export const cake = (): string =>
  oval(0, 26, 66, 10, paper) +
  box({ x: -54, y: -16, w: 108, h: 42, r: 10 }, "#f7c99b") +
  box({ x: -54, y: 2, w: 108, h: 8 }, "#e79a8a") +
  shape(
    "M-56 -14Q-56 -28 -42 -28H42Q56 -28 56 -14V-6q-7 10 -14 0q-7 14 -14 0q-7 8 -14 0q-7 14 -14 0q-7 8 -14 0q-7 14 -14 0q-7 10 -14 0q-7 8 -14 0z",
    "#ffe9ef",
  );

export const flame = (size: number, bend = 0): string =>
  scale(
    size,
    size,
    shape(d`M${bend} -22Q10 -6 9 2A9 9 0 0 1 -9 2Q-10 -6 ${bend} -22z`, "#ff9a2e"),
    shape(d`M${bend * 0.5} -10Q5 -2 4.5 3A4.5 4.5 0 0 1 -4.5 3Q-5 -2 ${bend * 0.5} -10z`, "#ffe27a"),
  );

export const clover = (colour: string, vein: string): string => {
  const leaves = [45, 135, 225, 315].map((angle) => {
    return `<g transform="rotate(${angle})">${shape("M0 0C-6 -8 -17 -10 -17 -20C-17 -28 -6 -31 0 -23C6 -31 17 -28 17 -20C17 -10 6 -8 0 0z", colour)}${line("M0 -4V-15", vein, 2.5)}</g>`;
  });
  return line("M0 0Q2 22 -6 36", vein, 5) + leaves.join("");
};

export const cloud = (fill: string): string =>
  circle(-34, 2, 20, fill) +
  circle(-6, -10, 28, fill) +
  circle(28, -2, 22, fill) +
  box({ x: -52, y: 0, w: 102, h: 22, r: 11 }, fill);

export const umbrella = (colour: string, shade: string): string =>
  line("M0 -40V62", "#6d6560", 6) +
  shape(
    "M-84 0Q-80 -62 0 -66Q80 -62 84 0Q70 -14 56 0Q42 -14 28 0Q14 -14 0 0Q-14 -14 -28 0Q-42 -14 -56 0Q-70 -14 -84 0z",
    colour,
  ) +
  shape("M-28 0Q-26 -50 0 -66Q26 -50 28 0Q14 -14 0 0Q-14 -14 -28 0z", shade) +
  line("M0 -66V-73", "#6d6560", 6);

export const sunglasses = (): string =>
  shape("M-48 -12H-4Q-4 16 -25 16Q-46 16 -48 -12z", ink) +
  shape("M48 -12H4Q4 16 25 16Q46 16 48 -12z", ink) +
  line("M-54 -12H54", ink, 6) +
  line("M-38 -4L-31 6M14 -4L21 6", "#6a625c", 4);
