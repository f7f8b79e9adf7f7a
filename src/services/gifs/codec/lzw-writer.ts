import { MAX_WIDTH, MOST_CODES } from "./lzw-reader.js";

const MOST_CHILDREN = MOST_CODES << 8;

/** The data of a frame. Its size follows from the pixels, each of which is less than `2 ** codeSize`. */
export function writeLzw(pixels: Uint8Array, codeSize: number): Uint8Array {
  const writer = new CodeWriter(pixels.length);
  const [clear, end] = [1 << codeSize, (1 << codeSize) + 1];
  const children = new Uint16Array(MOST_CHILDREN);
  const learned: number[] = [];
  let width = codeSize + 1;
  let next = end + 1;
  writer.write(clear, width);
  let code = pixels[0]!;
  for (let at = 1; at < pixels.length; at++) {
    const key = (code << 8) | pixels[at]!;
    const longer = children[key]!;
    if (longer) {
      code = longer;
      continue;
    }
    writer.write(code, width);
    code = pixels[at]!;
    if (next < MOST_CODES) {
      children[key] = next;
      learned.push(key);
      if (next++ === 1 << width) width++;
    } else {
      writer.write(clear, width);
      for (const old of learned.splice(0)) children[old] = 0;
      next = end + 1;
      width = codeSize + 1;
    }
  }
  writer.write(code, width);
  if (next === 1 << width && width < MAX_WIDTH) width++;
  writer.write(end, width);
  return writer.finish();
}

class CodeWriter {
  #bytes: Uint8Array;
  #at = 0;
  #bits = 0;
  #count = 0;

  constructor(expected: number) {
    this.#bytes = new Uint8Array(Math.max(64, expected >> 2));
  }

  write(code: number, width: number): void {
    this.#bits |= code << this.#count;
    this.#count += width;
    for (; this.#count >= 8; this.#count -= 8) {
      this.#push(this.#bits & 255);
      this.#bits >>>= 8;
    }
  }

  finish(): Uint8Array {
    if (this.#count > 0) this.#push(this.#bits);
    return this.#bytes.subarray(0, this.#at);
  }

  #push(byte: number): void {
    if (this.#at === this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#at++] = byte;
  }
}
