import { type Area, type CleanFrame, disposals } from "../codec/gif-format.js";
import { writeGif } from "../codec/gif-writer.js";
import { writeLzw } from "../codec/lzw-writer.js";
import { toSubBlocks } from "../codec/sub-blocks.js";
import { binOf, type Colours, TRANSPARENT } from "./colours.js";
import { choosePalette, type Palette } from "./palette.js";

export interface PackedFrame {
  pixels: Uint16Array;
  delay: number;
}

export interface PackedAnimation {
  width: number;
  height: number;
  loops: number | undefined;
  frames: PackedFrame[];
  colours: Colours;
}

/** The file; or, as soon as it is known to be larger than allowed, about how large it would be. */
export function encodeGif(animation: PackedAnimation, maxBytes: number): Uint8Array | number {
  const { width, height, loops, frames, colours } = animation;
  const palette = choosePalette(colours);
  const nothing = new Uint16Array(width * height);
  const clean: CleanFrame[] = [];
  let shown: Uint16Array = nothing;
  let bytes = 0;
  for (const [i, { pixels, delay }] of frames.entries()) {
    const next = frames[i + 1]?.pixels;
    const isCleared = next !== undefined && hasHole(pixels, next);
    const area = isCleared ? boundsOf(pixels, nothing, width) : boundsOf(pixels, shown, width);
    const disposal = isCleared ? disposals.clear : disposals.keep;
    const blocks = toSubBlocks(writeLzw(cut(pixels, shown, area, width, palette), palette.codeSize));
    const { codeSize, transparent } = palette;
    clean.push({
      ...area,
      delay,
      disposal,
      transparent,
      codeSize,
      interlaced: false,
      palette: undefined,
      blocks,
    });
    bytes += blocks.length;
    if (bytes > maxBytes) return (bytes * frames.length) / (i + 1);
    shown = isCleared ? nothing : pixels;
  }
  const file = writeGif({ width, height, palette: palette.bytes, loops, frames: clean });
  return file.length > maxBytes ? file.length : file;
}

/** A pixel that gets transparent can only be cleared, with all that its frame drew. */
function hasHole(pixels: Uint16Array, next: Uint16Array): boolean {
  for (let i = 0; i < pixels.length; i++)
    if (next[i] === TRANSPARENT && pixels[i] !== TRANSPARENT) return true;
  return false;
}

function boundsOf(pixels: Uint16Array, shown: Uint16Array, width: number): Area {
  let [left, right, top, bottom] = [width, -1, -1, -1];
  for (let i = 0; i < pixels.length; i++) {
    if (pixels[i] === shown[i]) continue;
    const x = i % width;
    bottom = (i - x) / width;
    if (top < 0) top = bottom;
    if (x < left) left = x;
    if (x > right) right = x;
  }
  if (right < 0) return { left: 0, top: 0, width: 1, height: 1 };
  return { left, top, width: right + 1 - left, height: bottom + 1 - top };
}

function cut(
  pixels: Uint16Array,
  shown: Uint16Array,
  { left, top, width, height }: Area,
  canvasWidth: number,
  { transparent, indexes }: Palette,
): Uint8Array {
  const out = new Uint8Array(width * height);
  for (let row = 0, to = 0; row < height; row++) {
    const start = (top + row) * canvasWidth + left;
    for (let at = start; at < start + width; at++) {
      const pixel = pixels[at]!;
      out[to++] = pixel === shown[at] || pixel === TRANSPARENT ? transparent : indexes[binOf(pixel)]!;
    }
  }
  return out;
}
