import type { Gif } from "../events.js";

const MAX_SIDE = 320;
/** A phone's button with its margins, on a picture that a phone may show at two thirds of its size. */
const MIN_SIDE_WITH_BUTTON = 96;

export interface DisplaySize {
  width: number;
  height: number;
  isSmall: boolean;
}

export function toDisplaySize(gif: Pick<Gif, "width" | "height">): DisplaySize {
  const scale = Math.min(1, MAX_SIDE / gif.width, MAX_SIDE / gif.height);
  const width = Math.max(1, Math.round(gif.width * scale));
  const height = Math.max(1, Math.round(gif.height * scale));
  return { width, height, isSmall: Math.min(width, height) < MIN_SIDE_WITH_BUTTON };
}
