import type { Area } from "../codec/gif-format.js";

export interface AnimationFrame extends Area {
  delayMs: number;
  blends: boolean;
  dispose: "keep" | "clear" | "restore";
  parts: Buffer[];
}

export interface Animation {
  width: number;
  height: number;
  /** How often it plays; 0 for without end. */
  plays: number;
  frames: AnimationFrame[];
  toFile(frame: AnimationFrame): Buffer;
}

export const isInside = (
  { left, top, width, height }: Area,
  whole: { width: number; height: number },
): boolean => width > 0 && height > 0 && left + width <= whole.width && top + height <= whole.height;
