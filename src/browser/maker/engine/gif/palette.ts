/// <reference path="./gifenc.d.ts" />
import { quantize, type Rgb } from "gifenc";

const CELLS = 1 << 15;
const UNKNOWN = -1;

export class Palette {
  readonly colors: Rgb[];
  readonly transparent: number;
  readonly #cells = new Int16Array(CELLS).fill(UNKNOWN);

  constructor(samples: Uint8ClampedArray[], size: number) {
    this.colors = chooseColors(join(samples), size - 1);
    this.transparent = this.colors.length;
  }

  get table(): Rgb[] {
    return [...this.colors, [0, 0, 0]];
  }

  indexOf(red: number, green: number, blue: number): number {
    const cell = ((red >> 3) << 10) | ((green >> 3) << 5) | (blue >> 3);
    const known = this.#cells[cell]!;
    if (known !== UNKNOWN) return known;
    const index = this.#nearest(centre(red), centre(green), centre(blue));
    this.#cells[cell] = index;
    return index;
  }

  /** Eyes see green best and blue worst. */
  #nearest(red: number, green: number, blue: number): number {
    let nearest = 0;
    let least = Number.POSITIVE_INFINITY;
    for (const [index, [r, g, b]] of this.colors.entries()) {
      const distance = 3 * (r - red) ** 2 + 4 * (g - green) ** 2 + 2 * (b - blue) ** 2;
      if (distance >= least) continue;
      least = distance;
      nearest = index;
    }
    return nearest;
  }
}

/** "rgb444" is fast for any film, but merges similar colours, also where there are few, as on a screen. */
function chooseColors(pixels: Uint8ClampedArray, most: number): Rgb[] {
  const colors = quantize(pixels, most, { format: "rgb444" });
  return colors.length < most ? quantize(pixels, most, { format: "rgb565" }) : colors;
}

const centre = (value: number): number => (value & 0xf8) | 4;

function join(samples: Uint8ClampedArray[]): Uint8ClampedArray {
  const joined = new Uint8ClampedArray(samples.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const sample of samples) {
    joined.set(sample, offset);
    offset += sample.length;
  }
  return joined;
}
