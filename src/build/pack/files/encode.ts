import { SIDE } from "../drawing/scene.js";
import { type Area, GifFile } from "./gif-file.js";
import { FlexibleLzw } from "./lzw.js";
import { createMapper, DEPTH, type Palette, TRANSPARENT, toChoices, toPalette } from "./palette.js";

interface Held {
  pixels: Uint8Array;
  delay: number;
}

/** How far two colours at the edge of a shape may differ and still stand for each other, to reach how many bytes. */
const ATTEMPTS = [
  { alike: 1500, bytes: 24_000 },
  { alike: 4000, bytes: 24_000 },
  { alike: 8000, bytes: 24_000 },
  { alike: 12_000, bytes: 34_000 },
  { alike: 20_000, bytes: 40_000 },
];

/** As exact as fits into the bytes that we want. */
export function encodeGif(frames: Uint32Array[], delay: number): Buffer {
  const palette = toPalette(frames);
  const held = mergeEqual(frames.map(createMapper(palette)), delay);
  let file: Buffer = Buffer.alloc(0);
  for (const { alike, bytes } of ATTEMPTS) {
    file = encodeFrames(held, palette, toChoices(palette, alike));
    if (file.length <= bytes) break;
  }
  return file;
}

/** Each frame has only the rectangle that changes, and in it only what changes. */
function encodeFrames(frames: Held[], palette: Palette, like: number[][]): Buffer {
  const kept = like.map((good) => [TRANSPARENT, ...good]);
  const file = new GifFile(SIDE, palette.colours, DEPTH);
  const shown = new Uint8Array(SIDE * SIDE).fill(TRANSPARENT);
  for (const { pixels, delay } of frames) {
    const area = changedArea(shown, pixels);
    const toIndex = (i: number) =>
      (area.top + Math.floor(i / area.width)) * SIDE + area.left + (i % area.width);
    const choices = (i: number) => {
      const at = toIndex(i);
      const good = like[pixels[at]!]!;
      return good.includes(shown[at]!) ? kept[pixels[at]!]! : good;
    };
    const code = new FlexibleLzw(DEPTH).encode(area.width * area.height, choices, (i, value) => {
      if (value !== TRANSPARENT) shown[toIndex(i)] = value;
    });
    file.addFrame(area, delay, code);
  }
  return file.end();
}

function mergeEqual(frames: Uint8Array[], delay: number): Held[] {
  const held: Held[] = [];
  for (const pixels of frames) {
    const last = held.at(-1);
    if (last && Buffer.compare(last.pixels, pixels) === 0) last.delay += delay;
    else held.push({ pixels, delay });
  }
  return held;
}

function changedArea(before: Uint8Array, after: Uint8Array): Area {
  let [left, top, right, bottom] = [SIDE, SIDE, -1, -1];
  for (let at = 0; at < after.length; at++) {
    if (before[at] === after[at]) continue;
    const [x, y] = [at % SIDE, Math.floor(at / SIDE)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  if (right < left) return { left: 0, top: 0, width: 1, height: 1 };
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}
