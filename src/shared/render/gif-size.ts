import type { Gif } from "../events.js";

const MOST = 320;

/** The size a GIF is shown at, so that the page can keep its place before it has come. */
export function fit(gif: Pick<Gif, "width" | "height">): { width: number; height: number } {
  const scale = Math.min(1, MOST / gif.width, MOST / gif.height);
  return {
    width: Math.max(1, Math.round(gif.width * scale)),
    height: Math.max(1, Math.round(gif.height * scale)),
  };
}
