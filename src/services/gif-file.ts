import { limits } from "../shared/limits.js";
import { Refusal } from "./errors.js";

export interface CleanGif {
  width: number;
  height: number;
  frames: number;
  /** The parts of the file that are kept, in order. */
  parts: Buffer[];
}

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;
const GRAPHIC_CONTROL = 0xf9;
const APPLICATION = 0xff;
const LOOP = Buffer.from("!\xff\x0bNETSCAPE2.0\x03\x01", "latin1");

/**
 * Walks a whole GIF, block by block, and refuses it at the first thing that is not as the format says. What is
 * kept is what draws: comments, other programs' data and anything behind the trailer have no way through.
 */
export function cleanGif(file: Buffer): CleanGif {
  return new Walk(file).run();
}

class Walk {
  readonly #file: Buffer;
  readonly #parts: Buffer[] = [];
  #at = 0;
  #frames = 0;
  #width = 0;
  #height = 0;
  #looped = false;

  constructor(file: Buffer) {
    this.#file = file;
  }

  run(): CleanGif {
    this.#screen();
    while (this.#block());
    if (this.#at !== this.#file.length || this.#frames === 0) throw new Refusal("BAD_GIF");
    return { width: this.#width, height: this.#height, frames: this.#frames, parts: this.#parts };
  }

  #screen(): void {
    const head = this.#take(13);
    if (!/^GIF8[79]a$/.test(head.toString("latin1", 0, 6))) throw new Refusal("BAD_GIF");
    this.#width = head.readUInt16LE(6);
    this.#height = head.readUInt16LE(8);
    const { side, pixels } = limits.gif;
    if (Math.min(this.#width, this.#height) < 1) throw new Refusal("BAD_GIF");
    if (Math.max(this.#width, this.#height) > side || this.#width * this.#height > pixels)
      throw new Refusal("GIF_TOO_BIG");
    this.#parts.push(head, this.#colours(head[10]!));
  }

  /** False at the trailer. */
  #block(): boolean {
    const start = this.#at;
    const kind = this.#take(1)[0];
    if (kind === EXTENSION) this.#extension(start);
    else if (kind === IMAGE) this.#image(start);
    else if (kind === TRAILER) this.#parts.push(this.#file.subarray(start, this.#at));
    else throw new Refusal("BAD_GIF");
    return kind !== TRAILER;
  }

  #extension(start: number): void {
    const label = this.#take(1)[0];
    const size = this.#subBlocks();
    const block = this.#file.subarray(start, this.#at);
    // Exactly "!", label, 4, four bytes, 0: how long the next frame shows and what of it is transparent.
    if (label === GRAPHIC_CONTROL) {
      if (size !== 4 || block.length !== 8) throw new Refusal("BAD_GIF");
      this.#parts.push(block);
    }
    const loops = label === APPLICATION && block.length === 19 && block.subarray(0, 16).equals(LOOP);
    if (loops && !this.#looped) this.#parts.push(block);
    this.#looped ||= loops;
  }

  #image(start: number): void {
    const head = this.#take(9);
    const [left, top, width, height] = [0, 2, 4, 6].map((at) => head.readUInt16LE(at)) as [
      number,
      number,
      number,
      number,
    ];
    const inside = width > 0 && height > 0 && left + width <= this.#width && top + height <= this.#height;
    if (!inside) throw new Refusal("BAD_GIF");
    this.#frames++;
    // A browser draws every frame on the whole screen, however small the frame is.
    const { frames, totalPixels } = limits.gif;
    const total = this.#frames * this.#width * this.#height;
    if (this.#frames > frames || total > totalPixels) throw new Refusal("GIF_TOO_BIG");
    this.#colours(head[8]!);
    const codeSize = this.#take(1)[0]!;
    if (codeSize < 2 || codeSize > 8 || this.#subBlocks() === 0) throw new Refusal("BAD_GIF");
    this.#parts.push(this.#file.subarray(start, this.#at));
  }

  #colours(packed: number): Buffer {
    return this.#take(packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0);
  }

  /** How many bytes of data they hold together. */
  #subBlocks(): number {
    let total = 0;
    for (let size = this.#take(1)[0]!; size > 0; size = this.#take(1)[0]!) {
      this.#take(size);
      total += size;
    }
    return total;
  }

  #take(bytes: number): Buffer {
    const from = this.#at;
    this.#at += bytes;
    if (this.#at > this.#file.length) throw new Refusal("BAD_GIF");
    return this.#file.subarray(from, this.#at);
  }
}
