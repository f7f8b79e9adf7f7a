import { gold, ink, paper, rose } from "./colour.js";
import { circle, d, line, shape, soft } from "./shapes.js";
import { times } from "./timing.js";

/** Each around its middle, about 30 wide. */
export const heart = (fill = rose): string =>
  shape(
    "M0 13C-6 8 -15 1 -15 -6C-15 -11 -11 -14 -7.5 -14C-4 -14 -1.5 -12 0 -9C1.5 -12 4 -14 7.5 -14C11 -14 15 -11 15 -6C15 1 6 8 0 13z",
    fill,
  );

export const star = (fill = gold): string => {
  const points = times(10, (i) => {
    const radius = i % 2 ? 6 : 13;
    const angle = (Math.PI * i) / 5 - Math.PI / 2;
    return d`${Math.cos(angle) * radius} ${Math.sin(angle) * radius}`;
  });
  return soft(`M${points.join("L")}z`, fill, 4);
};

export const spark = (fill = paper): string =>
  shape("M0 -13Q1.5 -1.5 13 0Q1.5 1.5 0 13Q-1.5 1.5 -13 0Q-1.5 -1.5 0 -13z", fill);

export const drop = (fill = "#5db4f0"): string =>
  shape("M0 -13C4 -6 8 -1 8 4.5C8 9.5 4.5 12.5 0 12.5C-4.5 12.5 -8 9.5 -8 4.5C-8 -1 -4 -6 0 -13z", fill);

export const puff = (fill = paper): string =>
  circle(-9, 2, 9, fill) + circle(3, -3, 11, fill) + circle(12, 4, 7, fill);

export const zed = (colour: string): string => line("M-8 -9H8L-8 9H8", colour, 5.5);

export const note = (colour: string): string =>
  soft("M-4 9a6 5 0 1 1 -0.1 0z", colour, 3) + line("M2 5V-15q4 7 10 7", colour, 4.5);

export const check = (colour = paper): string => line("M-12 1L-3 10L13 -9", colour, 8);

export const cross = (colour = paper): string => line("M-9 -9L9 9M9 -9L-9 9", colour, 8);

export const question = (colour = ink): string =>
  line("M-8 -8a8.5 8.5 0 1 1 12 8q-4 2.5 -4 7", colour, 6.5) + circle(0, 16, 4.2, colour);

export const exclamation = (colour = ink): string =>
  line("M0 -14V3", colour, 7.5) + circle(0, 14, 4.6, colour);

/** Short lines around a middle, as of a slap or a light. */
export const rays = (count: number, from: number, to: number, colour: string, width = 5): string =>
  line(
    times(count, (i) => {
      const [x, y] = [Math.cos((2 * Math.PI * i) / count), Math.sin((2 * Math.PI * i) / count)];
      return d`M${x * from} ${y * from}L${x * to} ${y * to}`;
    }).join(""),
    colour,
    width,
  );
