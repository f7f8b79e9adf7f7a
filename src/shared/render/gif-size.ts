import type { Gif } from "../events.js";

const MAX_SIDE = 320;

export function toDisplaySize(gif: Pick<Gif, "width" | "height">): { width: number; height: number } {
  const scale = Math.min(1, MAX_SIDE / gif.width, MAX_SIDE / gif.height);
  return {
    width: Math.max(1, Math.round(gif.width * scale)),
    height: Math.max(1, Math.round(gif.height * scale)),
  };
}
