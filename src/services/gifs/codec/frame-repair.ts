import { limits } from "../../../shared/limits.js";
import { crop, toShownPixels } from "./frame-pixels.js";
import { type CleanFrame, codeSizes, disposals, GifError, NO_COLOUR, type SentFrame } from "./gif-format.js";
import type { SentGif } from "./gif-reader.js";
import { readLzw } from "./lzw-reader.js";
import { writeLzw } from "./lzw-writer.js";
import { joinSubBlocks, toSubBlocks } from "./sub-blocks.js";

export class FrameRepair {
  isUntouched = true;
  readonly #file: Uint8Array;
  readonly #gif: SentGif;
  #pixelsToWrite: number = limits.gif.rewrittenPixels;

  constructor(file: Uint8Array, gif: SentGif) {
    this.#file = file;
    this.#gif = gif;
  }

  repair(frame: SentFrame): CleanFrame | undefined {
    const { left, top, width, height, codeSize } = frame;
    const gif = this.#gif;
    if (width === 0 || height === 0 || left >= gif.width || top >= gif.height) return this.blank(frame);
    const data = joinSubBlocks(this.#file, frame.from, frame.to);
    const isInside = left + width <= gif.width && top + height <= gif.height;
    if (isInside && codeSize >= codeSizes.least) {
      const { bytes, isWhole } = readLzw(data, codeSize, width * height);
      if (isWhole) return { ...frame, blocks: this.#keepBlocks(frame, data, bytes) };
    }
    this.isUntouched = false;
    return this.#rewrite(frame, data);
  }

  /** Shows nothing, for as long as the frame would have been shown. */
  blank(frame: SentFrame): CleanFrame {
    this.isUntouched = false;
    return {
      ...{ left: 0, top: 0, width: 1, height: 1, delay: frame.delay, interlaced: false },
      ...{ disposal: disposals.keep, transparent: 0, palette: new Uint8Array(6), codeSize: codeSizes.least },
      blocks: toSubBlocks(writeLzw(new Uint8Array(1), codeSizes.least)),
    };
  }

  #keepBlocks({ from, to }: SentFrame, data: Uint8Array, bytes: number): Uint8Array {
    // The sub-blocks end with an empty one, and hold nothing behind the code that ends the frame.
    if (bytes === data.length && this.#file[to - 1] === 0) return this.#file.subarray(from, to);
    this.isUntouched = false;
    return toSubBlocks(data.subarray(0, bytes));
  }

  #rewrite(frame: SentFrame, data: Uint8Array): CleanFrame | undefined {
    const wanted = frame.width * frame.height;
    this.#pixelsToWrite -= wanted;
    if (wanted > limits.gif.pixels || this.#pixelsToWrite < 0) throw new GifError("GIF_TOO_BIG");
    const indices = new Uint8Array(wanted);
    const { pixels: count } = readLzw(data, frame.codeSize, wanted, { out: indices });
    const shown = toShownPixels(frame, indices, count);
    if (!shown) return undefined;
    const { left, top } = frame;
    const { width, height, transparent, indices: cropped } = crop(shown, left, top, this.#gif);
    const most = cropped.reduce((a, b) => Math.max(a, b), Math.max(0, transparent));
    const codeSize = Math.max(codeSizes.least, 32 - Math.clz32(most));
    const blocks = toSubBlocks(writeLzw(cropped, codeSize));
    const palette = withColour(frame.palette, this.#gif.palette, transparent);
    return { ...frame, width, height, transparent, palette, codeSize, interlaced: false, blocks };
  }
}

function withColour(own: Uint8Array | undefined, shared: Uint8Array | undefined, colour: number) {
  const palette = own ?? shared;
  if (!palette || colour === NO_COLOUR || colour * 3 < palette.length) return own;
  const longer = new Uint8Array(3 * 2 ** (32 - Math.clz32(colour)));
  longer.set(palette);
  return longer;
}
