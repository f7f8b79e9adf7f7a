import { oklch } from "./colour.js";
import { box, circle, oval } from "./shapes.js";

export const SIDE = 240;
/** Where feet stand. */
export const FLOOR = 206;

export interface Scene {
  ground: Ground;
  seconds: number;
  /** The most telling moment, from 0 to 1. */
  still: number;
  /** Ends as it began. */
  draw: (t: number) => string;
}

export interface Ground {
  back: string;
  glow: string;
  shade: string;
}

export const day = (hue: number): Ground => ({
  back: oklch(0.87, 0.065, hue),
  glow: oklch(0.915, 0.05, hue),
  shade: oklch(0.79, 0.075, hue),
});

export const night = (hue: number): Ground => ({
  back: oklch(0.36, 0.075, hue),
  glow: oklch(0.41, 0.08, hue),
  shade: oklch(0.3, 0.07, hue),
});

export const scene = (
  ground: Ground,
  [seconds, still]: [seconds: number, still: number],
  draw: (t: number, ground: Ground) => string,
): Scene => ({ ground, seconds, still, draw: (t) => draw(t, ground) });

export function toSvg({ ground, draw }: Scene, t: number): string {
  const back = box({ x: 0, y: 0, w: SIDE, h: SIDE }, ground.back) + circle(120, 122, 98, ground.glow);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}" viewBox="0 0 ${SIDE} ${SIDE}">${back}${draw(t)}</svg>`;
}

/** The shadow of what stands there; smaller the higher it is. */
export const shadow = (ground: Ground, x: number, width: number, height = 0): string => {
  const near = Math.max(0.35, 1 - height / 160);
  return oval(x, FLOOR + 1, width * near, 9 * near, ground.shade);
};
