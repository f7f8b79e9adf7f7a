import type { Palette } from "./palette.js";

export interface Rectangle {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface FrameChange extends Rectangle {
  /** Of the rectangle, row by row. */
  indexes: Uint8Array;
}

/** An 8×8 Bayer matrix, so that a pixel that does not change gets the same index again. */
const THRESHOLDS = Float32Array.from({ length: 64 }, (_, i) => {
  const [x, y] = [i & 7, i >> 3];
  let value = 0;
  for (let bit = 0; bit < 3; bit++) value = (value << 2) | ((((x ^ y) >> bit) & 1) << 1) | ((y >> bit) & 1);
  return (value + 0.5) / 64 - 0.5;
});
const MOST_SPREAD = 32;

export class FrameDiffer {
  readonly #palette: Palette;
  readonly #width: number;
  readonly #height: number;
  readonly #tolerance: number;
  readonly #dither: boolean;
  readonly #indexes: Uint8Array;
  /** The indexes that are shown now. `#reference` has their source pixels. */
  readonly #shown: Uint8Array;
  #reference: Uint8ClampedArray | undefined;

  constructor(
    palette: Palette,
    { width, height }: Pick<Rectangle, "width" | "height">,
    { tolerance, dither }: { tolerance: number; dither: boolean },
  ) {
    this.#palette = palette;
    this.#width = width;
    this.#height = height;
    this.#tolerance = tolerance;
    this.#dither = dither;
    this.#indexes = new Uint8Array(width * height);
    this.#shown = new Uint8Array(width * height);
  }

  next(pixels: Uint8ClampedArray): FrameChange | undefined {
    const changed = this.#reference ? this.#compare(pixels, this.#reference) : this.#start(pixels);
    return changed && { ...changed, indexes: this.#cut(changed) };
  }

  #start(pixels: Uint8ClampedArray): Rectangle {
    this.#reference = pixels.slice();
    for (let at = 0; at < this.#shown.length; at++) this.#shown[at] = this.#indexOf(pixels, at);
    this.#indexes.set(this.#shown);
    return { left: 0, top: 0, width: this.#width, height: this.#height };
  }

  #compare(pixels: Uint8ClampedArray, reference: Uint8ClampedArray): Rectangle | undefined {
    let left = this.#width;
    let right = -1;
    let top = -1;
    let bottom = -1;
    for (let y = 0, at = 0; y < this.#height; y++)
      for (let x = 0; x < this.#width; x++, at++) {
        if (!this.#update(at, pixels, reference)) continue;
        if (x < left) left = x;
        if (x > right) right = x;
        if (top < 0) top = y;
        bottom = y;
      }
    return top < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
  }

  #update(at: number, pixels: Uint8ClampedArray, reference: Uint8ClampedArray): boolean {
    const i = at * 4;
    const tolerance = this.#tolerance;
    const isCalm =
      Math.abs(pixels[i]! - reference[i]!) <= tolerance &&
      Math.abs(pixels[i + 1]! - reference[i + 1]!) <= tolerance &&
      Math.abs(pixels[i + 2]! - reference[i + 2]!) <= tolerance;
    this.#indexes[at] = this.#palette.transparent;
    if (isCalm) return false;
    reference[i] = pixels[i]!;
    reference[i + 1] = pixels[i + 1]!;
    reference[i + 2] = pixels[i + 2]!;
    const index = this.#indexOf(pixels, at);
    if (index === this.#shown[at]) return false;
    this.#shown[at] = index;
    this.#indexes[at] = index;
    return true;
  }

  #indexOf(pixels: Uint8ClampedArray, at: number): number {
    const [red, green, blue] = [pixels[at * 4]!, pixels[at * 4 + 1]!, pixels[at * 4 + 2]!];
    const index = this.#palette.indexOf(red, green, blue);
    return this.#dither ? this.#ditherFrom(index, at, red, green, blue) : index;
  }

  /** The further the nearest colour is, the more others are mixed in. */
  #ditherFrom(index: number, at: number, red: number, green: number, blue: number): number {
    const [r, g, b] = this.#palette.colors[index]!;
    const error = Math.max(Math.abs(r - red), Math.abs(g - green), Math.abs(b - blue));
    const x = at % this.#width;
    const y = (at - x) / this.#width;
    const offset = THRESHOLDS[((y & 7) << 3) | (x & 7)]! * Math.min(MOST_SPREAD, error * 2);
    return this.#palette.indexOf(toByte(red + offset), toByte(green + offset), toByte(blue + offset));
  }

  #cut({ left, top, width, height }: Rectangle): Uint8Array {
    const cut = new Uint8Array(width * height);
    for (let row = 0; row < height; row++) {
      const from = (top + row) * this.#width + left;
      cut.set(this.#indexes.subarray(from, from + width), row * width);
    }
    return cut;
  }
}

const toByte = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value);
