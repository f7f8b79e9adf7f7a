/** Reads a GIF by the book and fails at whatever is not in it. Shares no code with the reader of the server. */
export interface StrictFrame {
  left: number;
  top: number;
  width: number;
  height: number;
  delay: number;
  disposal: number;
  /** -1 for none. */
  transparent: number;
  interlaced: boolean;
  palette: number[] | undefined;
  /** In the order of the file. */
  indices: number[];
}

type Control = Pick<StrictFrame, "delay" | "disposal" | "transparent">;

export interface StrictGif {
  width: number;
  height: number;
  palette: number[] | undefined;
  loops: number | undefined;
  frames: StrictFrame[];
}

export function readStrictly(file: Uint8Array): StrictGif {
  return new StrictReader(file).read();
}

class StrictReader {
  readonly #file: Uint8Array;
  #at = 0;

  constructor(file: Uint8Array) {
    this.#file = file;
  }

  read(): StrictGif {
    const version = this.#bytes(6).map((byte) => String.fromCharCode(byte));
    expectThat(/^GIF8[79]a$/.test(version.join("")), "the version");
    const [width, height] = [this.#u16(), this.#u16()];
    expectThat(width > 0 && height > 0, "the screen");
    const flags = this.#byte();
    this.#bytes(2);
    const gif: StrictGif = { width, height, palette: this.#palette(flags), loops: undefined, frames: [] };
    let control: Control | undefined;
    for (let kind = this.#byte(); kind !== 0x3b; kind = this.#byte()) {
      expectThat(kind === 0x21 || kind === 0x2c, `block ${kind} at ${this.#at}`);
      if (kind === 0x2c) {
        gif.frames.push(this.#image(gif, control));
        control = undefined;
        continue;
      }
      expectThat(version[4] === "9", "an extension in GIF87a");
      const label = this.#byte();
      expectThat(control === undefined, "nothing between a control and its frame");
      if (label === 0xf9) control = this.#control();
      else {
        expectThat(
          label === 0xff && gif.frames.length === 0 && gif.loops === undefined,
          "only one loop, first",
        );
        gif.loops = this.#loop();
      }
    }
    expectThat(this.#at === this.#file.length, "nothing behind the trailer");
    expectThat(control === undefined && gif.frames.length > 0, "frames");
    return gif;
  }

  #control(): Control {
    expectThat(this.#byte() === 4, "a control of four bytes");
    const flags = this.#byte();
    const delay = this.#u16();
    const colour = this.#byte();
    expectThat(this.#byte() === 0, "the control's end");
    const disposal = (flags >> 2) & 7;
    expectThat(disposal <= 3, "the disposal");
    return { delay, disposal, transparent: flags & 1 ? colour : -1 };
  }

  #loop(): number {
    expectThat(this.#byte() === 11, "the application's name");
    const name = String.fromCharCode(...this.#bytes(11));
    expectThat(/^(?:NETSCAPE2\.0|ANIMEXTS1\.0)$/.test(name), "a loop");
    expectThat(this.#byte() === 3 && this.#byte() === 1, "a loop's count");
    const loops = this.#u16();
    expectThat(this.#byte() === 0, "the loop's end");
    return loops;
  }

  #image(gif: StrictGif, control: Control = { delay: 0, disposal: 0, transparent: -1 }): StrictFrame {
    const [left, top, width, height] = [this.#u16(), this.#u16(), this.#u16(), this.#u16()];
    const isInside = width > 0 && height > 0 && left + width <= gif.width && top + height <= gif.height;
    expectThat(isInside, "a frame on the screen");
    const flags = this.#byte();
    const palette = this.#palette(flags);
    expectThat(palette ?? gif.palette, "a palette");
    const codeSize = this.#byte();
    expectThat(codeSize >= 2 && codeSize <= 8, "the code size");
    const data: number[] = [];
    for (let length = this.#byte(); length > 0; length = this.#byte()) data.push(...this.#bytes(length));
    const indices = decode(data, codeSize);
    expectThat(indices.length === width * height, `${width * height} pixels, not ${indices.length}`);
    const place = { left, top, width, height };
    return { ...place, ...control, interlaced: (flags & 0x40) !== 0, palette, indices };
  }

  #palette(flags: number): number[] | undefined {
    return flags & 0x80 ? this.#bytes(3 * 2 ** ((flags & 7) + 1)) : undefined;
  }

  #u16(): number {
    return this.#byte() + 256 * this.#byte();
  }

  #byte(): number {
    return this.#bytes(1)[0]!;
  }

  #bytes(count: number): number[] {
    expectThat(this.#at + count <= this.#file.length, `${count} bytes at ${this.#at}`);
    this.#at += count;
    return [...this.#file.subarray(this.#at - count, this.#at)];
  }
}

function decode(data: number[], codeSize: number): number[] {
  const clear = 2 ** codeSize;
  const pixels: number[] = [];
  let strings = new Map<number, number[]>();
  let next = clear + 2;
  let previous: number[] | undefined;
  let position = 0;
  const read = (width: number): number => {
    let code = 0;
    for (let bit = 0; bit < width; bit++, position++)
      code += ((data[position >> 3]! >> (position & 7)) & 1) * 2 ** bit;
    return code;
  };
  for (;;) {
    const width = Math.min(12, Math.max(codeSize + 1, Math.floor(Math.log2(next)) + 1));
    if (position + width > data.length * 8) break;
    const code = read(width);
    if (code === clear + 1) {
      expectThat(Math.ceil(position / 8) === data.length, "nothing behind the end code");
      break;
    }
    if (code === clear) {
      [strings, next, previous] = [new Map(), clear + 2, undefined];
      continue;
    }
    const known = code < clear ? [code] : strings.get(code);
    expectThat(known ?? (previous && code === next && next < 4096), `code ${code}`);
    const string = known ?? [...previous!, previous![0]!];
    if (previous && next < 4096) strings.set(next++, [...previous, string[0]!]);
    for (const pixel of string) pixels.push(pixel);
    previous = string;
  }
  return pixels;
}

function expectThat(isSo: unknown, what: string): void {
  if (!isSo) throw new Error(`Not a strict GIF: ${what}`);
}
