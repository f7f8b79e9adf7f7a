const BINS = 32_768;
const BYTES_PER_PIXEL = 4;
const OPAQUE = 0x8000;
const VISIBLE_ALPHA = 128;

export const TRANSPARENT = 0;

/** Bins of five bits a channel, with the average of each: a palette of averages shows drawings of few colours exactly. */
export class Colours {
  readonly counts = new Uint32Array(BINS);
  readonly #sums = [0, 1, 2].map(() => new Float64Array(BINS)) as [Float64Array, Float64Array, Float64Array];

  /** Two bytes for each pixel, so that all frames can be kept until the palette is known. */
  pack(pixels: Uint8Array): Uint16Array {
    const packed = new Uint16Array(pixels.length / BYTES_PER_PIXEL);
    const [reds, greens, blues] = this.#sums;
    for (let i = 0, at = 0; i < packed.length; i++, at += BYTES_PER_PIXEL) {
      if (pixels[at + 3]! < VISIBLE_ALPHA) continue;
      const [red, green, blue] = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!];
      const bin = ((red >> 3) << 10) | ((green >> 3) << 5) | (blue >> 3);
      packed[i] = OPAQUE | bin;
      this.counts[bin]!++;
      reds[bin]! += red;
      greens[bin]! += green;
      blues[bin]! += blue;
    }
    return packed;
  }

  used(): number[] {
    const used: number[] = [];
    for (let bin = 0; bin < BINS; bin++) if (this.counts[bin]) used.push(bin);
    return used;
  }

  mean(channel: number, bin: number): number {
    return this.#sums[channel]![bin]! / this.counts[bin]!;
  }
}

export const binOf = (packed: number): number => packed & (OPAQUE - 1);
