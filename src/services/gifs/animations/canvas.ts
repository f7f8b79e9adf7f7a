import type { Area } from "../codec/gif-format.js";
import type { AnimationFrame } from "./animation.js";

const BYTES_PER_PIXEL = 4;

/** Applies each frame's blending and disposal as browsers do. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly pixels: Buffer;
  #cleanUp = (): void => {};

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.pixels = Buffer.alloc(width * height * BYTES_PER_PIXEL);
  }

  draw(frame: AnimationFrame, drawn: Buffer): void {
    this.#cleanUp();
    this.#cleanUp = this.#disposalOf(frame);
    const rowBytes = frame.width * BYTES_PER_PIXEL;
    this.#eachRow(frame, (at, row) => {
      const from = row * rowBytes;
      if (frame.blends) blend(this.pixels, at, drawn, from, rowBytes);
      else drawn.copy(this.pixels, at, from, from + rowBytes);
    });
  }

  #disposalOf(frame: AnimationFrame): () => void {
    const rowBytes = frame.width * BYTES_PER_PIXEL;
    if (frame.dispose === "clear")
      return () => this.#eachRow(frame, (at) => this.pixels.fill(0, at, at + rowBytes));
    if (frame.dispose === "keep") return () => {};
    const before = Buffer.alloc(rowBytes * frame.height);
    this.#eachRow(frame, (at, row) => this.pixels.copy(before, row * rowBytes, at, at + rowBytes));
    return () =>
      this.#eachRow(frame, (at, row) => before.copy(this.pixels, at, row * rowBytes, (row + 1) * rowBytes));
  }

  #eachRow({ left, top, height }: Area, use: (at: number, row: number) => void): void {
    for (let row = 0; row < height; row++) use(((top + row) * this.width + left) * BYTES_PER_PIXEL, row);
  }
}

function blend(below: Buffer, at: number, above: Buffer, from: number, length: number): void {
  for (let i = 0; i < length; i += BYTES_PER_PIXEL) {
    const [to, start] = [at + i, from + i];
    const alpha = above[start + 3]!;
    if (alpha === 0) continue;
    if (alpha === 255) {
      for (let channel = 0; channel < BYTES_PER_PIXEL; channel++)
        below[to + channel] = above[start + channel]!;
      continue;
    }
    const left = (below[to + 3]! * (255 - alpha)) / 255;
    const sum = alpha + left;
    for (let channel = 0; channel < 3; channel++)
      below[to + channel] = (above[start + channel]! * alpha + below[to + channel]! * left) / sum + 0.5;
    below[to + 3] = sum + 0.5;
  }
}
