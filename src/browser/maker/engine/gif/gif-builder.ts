/// <reference path="./gifenc.d.ts" />
import { type Encoder, GIFEncoder } from "gifenc";
import { type FrameChange, FrameDiffer } from "./frame-differ.js";
import { measureTolerance } from "./noise.js";
import { Palette } from "./palette.js";

export interface GifOptions {
  width: number;
  height: number;
  /** Of the file's colour table, a power of two. One of them is transparent. */
  colors: number;
  dither: boolean;
}

/** Where the corner of a frame's rectangle is, counted from the frame's first byte. gifenc always writes 0, 0. */
const CORNER = 9;
const KEEP_BELOW = 1;

/**
 * Writes a GIF frame by frame, so that it never holds more than some samples, or one frame and what is on the screen.
 * Samples come first, in pairs of frames that follow each other: they give the palette, and the camera's noise.
 */
export class GifBuilder {
  readonly #options: GifOptions;
  readonly #encoder: Encoder = GIFEncoder({ initialCapacity: 1 << 18 });
  #samples: Uint8ClampedArray[] = [];
  #palette: Palette | undefined;
  #differ: FrameDiffer | undefined;
  #waiting: { change: FrameChange; delay: number } | undefined;
  #frames = 0;

  constructor(options: GifOptions) {
    this.#options = options;
  }

  get bytes(): number {
    return this.#encoder.bytesView().length;
  }

  get frames(): number {
    return this.#frames;
  }

  addSample(pixels: Uint8ClampedArray): void {
    this.#samples.push(pixels);
  }

  /** `delay` in hundredths of a second. A frame without a change makes the one before it last longer. */
  addFrame(pixels: Uint8ClampedArray, delay: number): void {
    this.#differ ??= this.#start();
    const change = this.#differ.next(pixels);
    if (!change && this.#waiting) {
      this.#waiting.delay += delay;
      return;
    }
    this.#write();
    if (change) this.#waiting = { change, delay };
  }

  finish(): Uint8Array<ArrayBuffer> {
    this.#write();
    this.#encoder.finish();
    return this.#encoder.bytes();
  }

  #start(): FrameDiffer {
    const { colors, dither, width, height } = this.#options;
    this.#palette = new Palette(this.#samples, colors);
    const tolerances: number[] = [];
    for (let i = 0; i + 1 < this.#samples.length; i += 2)
      tolerances.push(measureTolerance(this.#samples[i]!, this.#samples[i + 1]!, width, height));
    this.#samples = [];
    const tolerance = tolerances.length ? Math.min(...tolerances) : 0;
    return new FrameDiffer(this.#palette, { width, height }, { tolerance, dither });
  }

  #write(): void {
    if (!this.#waiting) return;
    const { change, delay } = this.#waiting;
    const { left, top } = change;
    const palette = this.#palette!;
    const isFirst = this.#frames === 0;
    const offset = this.bytes;
    this.#encoder.writeFrame(change.indexes, change.width, change.height, {
      palette: isFirst ? palette.table : undefined,
      colorDepth: Math.max(2, Math.ceil(Math.log2(palette.table.length))),
      transparent: !isFirst,
      transparentIndex: palette.transparent,
      delay: delay * 10,
      dispose: KEEP_BELOW,
    });
    if (!isFirst)
      this.#encoder.bytesView().set([left & 255, left >> 8, top & 255, top >> 8], offset + CORNER);
    this.#frames++;
    this.#waiting = undefined;
  }
}
