import { limits } from "../../shared/limits.js";
import { Refusal } from "../errors.js";

export interface ParsedGif {
  width: number;
  height: number;
  frames: number;
  parts: Buffer[];
}

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;
const GRAPHIC_CONTROL = 0xf9;
const CONTROL_LENGTH = 8;
const APPLICATION = 0xff;
/** Between two frames. Real files have a few, and each costs time. */
const MAX_EXTENSIONS = 100;
const LOOP = Buffer.from("!\xff\x0bNETSCAPE2.0\x03\x01", "latin1");

// Reads a GIF block by block and refuses it at the first violation of the format. Only blocks that draw are kept:
// comments, application data and anything behind the trailer could hide other content.
export function parseGif(file: Buffer): ParsedGif {
  return new Parser(file).run();
}

class Parser {
  readonly #file: Buffer;
  /** Adjacent ranges are merged, so that a file of many blocks has few parts. */
  readonly #kept: { from: number; to: number }[] = [];
  #at = 0;
  #frames = 0;
  #extensions = 0;
  #control: number | undefined;
  #width = 0;
  #height = 0;
  #looped = false;

  constructor(file: Buffer) {
    this.#file = file;
  }

  run(): ParsedGif {
    this.#screen();
    while (this.#block());
    if (this.#at !== this.#file.length || this.#frames === 0) throw new Refusal("BAD_GIF");
    const parts = this.#kept.map(({ from, to }) => this.#file.subarray(from, to));
    return { width: this.#width, height: this.#height, frames: this.#frames, parts };
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
    this.#skipColours(head[10]!);
    this.#keep(0, this.#at);
  }

  #block(): boolean {
    const start = this.#at;
    const kind = this.#take(1)[0];
    if (kind === EXTENSION) this.#extension(start);
    else if (kind === IMAGE) this.#image(start);
    else if (kind === TRAILER) this.#keep(start, this.#at);
    else throw new Refusal("BAD_GIF");
    return kind !== TRAILER;
  }

  #extension(start: number): void {
    if (++this.#extensions > MAX_EXTENSIONS) throw new Refusal("BAD_GIF");
    const label = this.#take(1)[0];
    const size = this.#subBlocks();
    const length = this.#at - start;
    if (label === GRAPHIC_CONTROL) {
      if (size !== 4 || length !== CONTROL_LENGTH) throw new Refusal("BAD_GIF");
      this.#control = start;
    }
    const loops =
      label === APPLICATION && length === 19 && this.#file.subarray(start, start + 16).equals(LOOP);
    if (loops && !this.#looped) this.#keep(start, this.#at);
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
    // A browser allocates the whole screen for every frame, however small the frame is.
    const { frames, totalPixels } = limits.gif;
    const total = this.#frames * this.#width * this.#height;
    if (this.#frames > frames || total > totalPixels) throw new Refusal("GIF_TOO_BIG");
    this.#skipColours(head[8]!);
    const codeSize = this.#take(1)[0]!;
    if (codeSize < 2 || codeSize > 8 || this.#subBlocks() === 0) throw new Refusal("BAD_GIF");
    if (this.#control !== undefined) this.#keep(this.#control, this.#control + CONTROL_LENGTH);
    this.#keep(start, this.#at);
    this.#control = undefined;
    this.#extensions = 0;
  }

  #skipColours(packed: number): void {
    this.#take(packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0);
  }

  #keep(from: number, to: number): void {
    const last = this.#kept.at(-1);
    if (last?.to === from) last.to = to;
    else this.#kept.push({ from, to });
  }

  /** Returns their total length. Without slices, since there may be millions of one byte each. */
  #subBlocks(): number {
    const file = this.#file;
    let total = 0;
    let at = this.#at;
    for (; at < file.length && file[at] !== 0; at += file[at]! + 1) total += file[at]!;
    this.#at = at;
    this.#take(1);
    return total;
  }

  #take(bytes: number): Buffer {
    const from = this.#at;
    this.#at += bytes;
    if (this.#at > this.#file.length) throw new Refusal("BAD_GIF");
    return this.#file.subarray(from, this.#at);
  }
}
