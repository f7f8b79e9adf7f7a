import gifenc from "gifenc";
import { SIDE } from "../drawing/scene.js";

export type Colour = number[];

export const DEPTH = 5;
/** In files; among the choices of the encoder it means: as before. */
export const TRANSPARENT = (1 << DEPTH) - 1;
const MOST_FLAT = 18;
/** Pixels inside of areas of one colour, from which on it is kept exactly. */
const FLAT_PIXELS = 12;

export interface Palette {
  colours: Colour[];
  /** So many at the beginning are colours of areas, the others of edges. */
  flat: number;
}

export function toPalette(frames: Uint32Array[]): Palette {
  const flat = findFlat(frames);
  const exact = new Set(flat);
  const edges = frames.flatMap((frame) => [...frame.filter((pixel) => !exact.has(pixel))]);
  const rgba = new Uint8Array(Uint32Array.from(edges).buffer);
  const between = gifenc.quantize(rgba, TRANSPARENT - flat.length, { format: "rgb565" });
  return { colours: [...flat.map(toColour), ...between], flat: flat.length };
}

function findFlat(frames: Uint32Array[]): number[] {
  const counts = new Map<number, number>();
  for (const frame of frames) {
    for (let at = SIDE; at < frame.length; at++) {
      const pixel = frame[at]!;
      if (pixel === frame[at - 1] && pixel === frame[at - SIDE] && pixel === frame[at - SIDE - 1])
        counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
    }
  }
  return [...counts]
    .filter(([, count]) => count >= FLAT_PIXELS * frames.length)
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, MOST_FLAT)
    .map(([pixel]) => pixel);
}

const toColour = (pixel: number): Colour => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];

export function createMapper({ colours }: Palette): (frame: Uint32Array) => Uint8Array {
  const known = new Map<number, number>();
  const nearest = (pixel: number): number => {
    const found = known.get(pixel);
    if (found !== undefined) return found;
    const distances = colours.map((one) => distance(one, toColour(pixel)));
    const index = distances.indexOf(Math.min(...distances));
    known.set(pixel, index);
    return index;
  };
  return (frame) => Uint8Array.from(frame, nearest);
}

/** The colours that may replace each one. Those of areas are never replaced, so that no area gets spots. */
export function toChoices({ colours, flat }: Palette, alike: number): number[][] {
  return colours.map((one, i) => {
    if (i < flat) return [i];
    return colours
      .map((other, index) => ({ index, away: distance(one, other) }))
      .filter(({ away }) => away <= alike)
      .sort((a, b) => a.away - b.away)
      .map(({ index }) => index);
  });
}

const distance = (one: Colour, other: Colour): number =>
  2 * (one[0]! - other[0]!) ** 2 + 4 * (one[1]! - other[1]!) ** 2 + 3 * (one[2]! - other[2]!) ** 2;
