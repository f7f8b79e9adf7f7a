import { limits } from "../../../shared/limits.js";
import {
  APPLICATION,
  codeSizes,
  disposals,
  EXTENSION,
  GifError,
  type GifLook,
  GRAPHIC_CONTROL,
  IMAGE,
  NO_COLOUR,
  type SentFrame,
  TRAILER,
} from "./gif-format.js";

export interface SentGif extends GifLook<SentFrame> {
  isOrderly: boolean;
}

interface Control {
  delay: number;
  disposal: number;
  transparent: number;
}

const LOOPS = ["NETSCAPE2.0", "ANIMEXTS1.0"].map((name) => `\x0b${name}\x03\x01`);
const LOOP_START_LENGTH = 14;
const LOOP_LENGTH = 19;

/**
 * Finds in a file what Chromium finds in it, block by block: it ends at the first block that it cannot read, the last loop
 * count is valid, and the first frame enlarges the screen. Unlike Chromium, it skips zeros between blocks.
 */
export function readGif(file: Uint8Array): SentGif {
  return new GifReader(file).read();
}

class CutOff extends Error {}

class GifReader {
  readonly #file: Buffer;
  readonly #gif: SentGif = {
    ...{ width: 0, height: 0, palette: undefined, loops: undefined },
    ...{ frames: [], isOrderly: true },
  };
  #at = 0;
  #mayExtend = true;
  #control: Control | undefined;

  constructor(file: Uint8Array) {
    this.#file = Buffer.from(file.buffer, file.byteOffset, file.length);
  }

  read(): SentGif {
    const gif = this.#gif;
    try {
      this.#readScreen();
      while (this.#readBlock());
      if (this.#control) gif.isOrderly = false;
    } catch (error) {
      if (!(error instanceof CutOff)) throw error;
      gif.isOrderly = false;
    }
    if (this.#at !== this.#file.length) gif.isOrderly = false;
    if (gif.frames.length === 0) throw new GifError("BAD_GIF");
    return gif;
  }

  #readScreen(): void {
    const head = this.#take(13);
    const version = head.toString("latin1", 0, 6);
    if (!/^GIF8[79]a$/.test(version)) throw new GifError("BAD_GIF");
    this.#mayExtend = version === "GIF89a";
    this.#gif.width = head.readUInt16LE(6);
    this.#gif.height = head.readUInt16LE(8);
    this.#gif.palette = this.#takePalette(head[10]!);
  }

  #readBlock(): boolean {
    const kind = this.#take(1)[0];
    if (kind === EXTENSION) return this.#readExtension();
    if (kind === IMAGE) return this.#readImage();
    if (kind !== TRAILER) this.#gif.isOrderly = false;
    return kind === 0;
  }

  #readExtension(): boolean {
    const label = this.#take(1)[0];
    if (!this.#mayExtend) this.#gif.isOrderly = false;
    if (label === GRAPHIC_CONTROL) return this.#readControl();
    const start = this.#at;
    this.#skipSubBlocks();
    const isLoop = label === APPLICATION && this.#readLoop(start);
    if (!isLoop) this.#gif.isOrderly = false;
    return true;
  }

  #readControl(): boolean {
    const block = this.#take(6);
    const isValid = block[0] === 4 && block[5] === 0;
    if (!isValid || this.#control) this.#gif.isOrderly = false;
    const flags = block[1]!;
    this.#control = {
      delay: block.readUInt16LE(2),
      disposal: (flags >> 2) & 7,
      transparent: flags & 1 ? block[4]! : NO_COLOUR,
    };
    return isValid;
  }

  #readLoop(start: number): boolean {
    const gif = this.#gif;
    const text = this.#file.toString("latin1", start, start + LOOP_START_LENGTH);
    if (!LOOPS.includes(text)) return false;
    const isFirst = gif.loops === undefined && gif.frames.length === 0 && !this.#control;
    if (!isFirst || this.#at - start + 2 !== LOOP_LENGTH) gif.isOrderly = false;
    gif.loops = this.#file.readUInt16LE(start + LOOP_START_LENGTH);
    return true;
  }

  #readImage(): boolean {
    const head = this.#take(9);
    const [left, top, width, height] = [0, 2, 4, 6].map((at) => head.readUInt16LE(at)) as [
      number,
      number,
      number,
      number,
    ];
    const palette = this.#takePalette(head[8]!);
    const codeSize = this.#take(1)[0]!;
    if (codeSize > codeSizes.most) {
      this.#gif.isOrderly = false;
      return false;
    }
    const { delay = 0, disposal = 0, transparent = NO_COLOUR } = this.#control ?? {};
    this.#control = undefined;
    const from = this.#at;
    const look = { ...{ left, top, width, height }, delay, disposal: toDisposal(disposal), transparent };
    if (disposal !== look.disposal) this.#gif.isOrderly = false;
    const frame = { ...look, interlaced: (head[8]! & 0x40) !== 0, palette, codeSize, from, to: from };
    this.#addFrame(frame);
    try {
      this.#skipSubBlocks();
    } finally {
      frame.to = Math.min(this.#at, this.#file.length);
    }
    return true;
  }

  #addFrame(frame: SentFrame): void {
    const gif = this.#gif;
    if (gif.frames.length === 0) this.#enlargeScreen(frame);
    gif.frames.push(frame);
    // A browser allocates the whole screen for every frame, however small the frame is.
    const { frames, totalPixels } = limits.gif;
    const total = gif.frames.length * gif.width * gif.height;
    if (gif.frames.length > frames || total > totalPixels) throw new GifError("GIF_TOO_BIG");
  }

  #enlargeScreen({ left, top, width, height }: SentFrame): void {
    const gif = this.#gif;
    const { side, pixels } = limits.gif;
    const [right, bottom] = [Math.max(gif.width, left + width), Math.max(gif.height, top + height)];
    if (right !== gif.width || bottom !== gif.height) gif.isOrderly = false;
    Object.assign(gif, { width: right, height: bottom });
    if (Math.min(right, bottom) < 1) throw new GifError("BAD_GIF");
    if (Math.max(right, bottom) > side || right * bottom > pixels) throw new GifError("GIF_TOO_BIG");
  }

  #takePalette(flags: number): Uint8Array | undefined {
    return flags & 0x80 ? this.#take(3 * 2 ** ((flags & 7) + 1)) : undefined;
  }

  /** Without slices, since there may be millions of one byte each. */
  #skipSubBlocks(): void {
    const file = this.#file;
    while (this.#at < file.length && file[this.#at] !== 0) this.#at += file[this.#at]! + 1;
    this.#take(1);
  }

  #take(bytes: number): Buffer {
    const from = this.#at;
    this.#at += bytes;
    if (this.#at > this.#file.length) throw new CutOff();
    return this.#file.subarray(from, this.#at);
  }
}

/** Chromium takes 4 for 3, and what has no meaning for nothing to do. */
function toDisposal(sent: number): number {
  if (sent === 4) return disposals.restore;
  return sent > disposals.restore ? disposals.keep : sent;
}
