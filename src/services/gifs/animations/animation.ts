import type { Area } from "../codec/gif-format.js";

export interface AnimationFrame extends Area {
  delayMs: number;
  /** Drawn over what is there, or instead of it. */
  blends: boolean;
  dispose: "keep" | "clear" | "restore";
  /** Of the file, what holds its pixels. */
  parts: Buffer[];
}

export interface Animation {
  width: number;
  height: number;
  /** How often it plays; 0 for without end. */
  plays: number;
  frames: AnimationFrame[];
  /** A picture of this frame alone. */
  toFile(frame: AnimationFrame): Buffer;
}

export const isInside = (
  { left, top, width, height }: Area,
  whole: { width: number; height: number },
): boolean => width > 0 && height > 0 && left + width <= whole.width && top + height <= whole.height;
