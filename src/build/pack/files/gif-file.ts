import { type Colour, TRANSPARENT } from "./palette.js";

export interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

const u16 = (value: number): number[] => [value & 255, value >> 8];

/** A GIF that loops forever, with one palette for all frames, each drawn over the one before. */
export class GifFile {
  readonly #bytes: number[];
  readonly #depth: number;

  constructor(side: number, palette: Colour[], depth: number) {
    this.#depth = depth;
    const colours = Array.from({ length: 1 << depth }, (_, i) => palette[i] ?? [0, 0, 0]);
    const screen = [...u16(side), ...u16(side), 0xf0 | (depth - 1), 0, 0];
    const repeat = [0x21, 0xff, 11, ...Buffer.from("NETSCAPE2.0"), 3, 1, 0, 0, 0];
    this.#bytes = [...Buffer.from("GIF89a"), ...screen, ...colours.flat(), ...repeat];
  }

  addFrame({ left, top, width, height }: Area, delayMs: number, code: number[]): void {
    this.#bytes.push(0x21, 0xf9, 4, 0b101, ...u16(delayMs / 10), TRANSPARENT, 0);
    this.#bytes.push(0x2c, ...u16(left), ...u16(top), ...u16(width), ...u16(height), 0, this.#depth);
    for (let at = 0; at < code.length; at += 255) {
      const block = code.slice(at, at + 255);
      this.#bytes.push(block.length, ...block);
    }
    this.#bytes.push(0);
  }

  end(): Buffer {
    return Buffer.from([...this.#bytes, 0x3b]);
  }
}
