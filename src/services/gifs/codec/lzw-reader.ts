export const MOST_CODES = 4096;
export const MAX_WIDTH = 12;

export interface LzwResult {
  pixels: number;
  bytes: number;
  isWhole: boolean;
}

/** Some of the pixels, by their ascending positions. `values` is left as it is where they are `clear`. */
export interface Sample {
  positions: Uint32Array;
  values: Uint8Array;
  clear: number;
}

/**
 * Reads codes until `wanted` pixels are complete, and writes these to `out`, or some of them to `sample`, if it is given.
 * Without `out` it adds up the lengths, so its time depends on the bytes and not on the pixels that they promise.
 */
export function readLzw(
  data: Uint8Array,
  codeSize: number,
  wanted: number,
  { out, sample }: { out?: Uint8Array; sample?: Sample } = {},
): LzwResult {
  const codes = new CodeReader(data);
  const table = new CodeTable(codeSize, sample?.clear);
  let pixels = 0;
  let [sampled, sampledAt] = [0, sample?.positions[0] ?? Number.POSITIVE_INFINITY];
  for (;;) {
    const code = codes.next(table.width);
    if (code < 0 || code === table.end) return { pixels, bytes: codes.bytes, isWhole: pixels === wanted };
    if (code === table.clear) {
      table.reset();
      continue;
    }
    if (pixels === wanted || !table.accept(code)) break;
    if (out) table.write(code, out, pixels);
    const end = pixels + table.lengths[code]!;
    if (sampledAt < end) {
      sampled = table.writeSample(code, sample!, sampled, end);
      sampledAt = sample!.positions[sampled] ?? Number.POSITIVE_INFINITY;
    }
    pixels = end;
    if (pixels > wanted) break;
  }
  return { pixels: Math.min(pixels, wanted), bytes: codes.bytes, isWhole: false };
}

class CodeReader {
  readonly #data: Uint8Array;
  #at = 0;
  #bits = 0;
  #count = 0;

  constructor(data: Uint8Array) {
    this.#data = data;
  }

  get bytes(): number {
    return this.#at;
  }

  next(width: number): number {
    while (this.#count < width) {
      if (this.#at === this.#data.length) return -1;
      this.#bits |= this.#data[this.#at++]! << this.#count;
      this.#count += 8;
    }
    const code = this.#bits & ((1 << width) - 1);
    this.#bits >>>= width;
    this.#count -= width;
    return code;
  }
}

class CodeTable {
  readonly clear: number;
  readonly end: number;
  width: number;
  readonly lengths = new Uint16Array(MOST_CODES);
  readonly #prefixes = new Uint16Array(MOST_CODES);
  readonly #suffixes = new Uint8Array(MOST_CODES);
  readonly #firsts = new Uint8Array(MOST_CODES);
  /** Whether all pixels of a code are clear. */
  readonly #areClear = new Uint8Array(MOST_CODES);
  readonly #codeSize: number;
  #next: number;
  #previous = -1;

  constructor(codeSize: number, clear = -1) {
    this.#codeSize = codeSize;
    if (clear >= 0) this.#areClear[clear] = 1;
    this.clear = 1 << codeSize;
    this.end = this.clear + 1;
    this.#next = this.end + 1;
    this.width = codeSize + 1;
    for (let code = 0; code < this.clear; code++) {
      this.lengths[code] = 1;
      this.#suffixes[code] = code;
      this.#firsts[code] = code;
    }
  }

  reset(): void {
    this.#next = this.end + 1;
    this.#previous = -1;
    this.width = this.#codeSize + 1;
  }

  accept(code: number): boolean {
    const previous = this.#previous;
    const isKnown = code < this.clear || (code > this.end && code < this.#next);
    const isNext = code === this.#next && previous >= 0 && code < MOST_CODES;
    if (!isKnown && !isNext) return false;
    if (previous >= 0 && this.#next < MOST_CODES) this.#learn(previous, isKnown ? code : previous);
    this.#previous = code;
    // With code size 1, also after the first code, when nothing has been learned yet.
    if (this.#next >= 1 << this.width && this.width < MAX_WIDTH) this.width++;
    return true;
  }

  write(code: number, out: Uint8Array, at: number): void {
    let left = code;
    for (let to = at + this.lengths[code]! - 1; to >= at; to--) {
      out[to] = this.#suffixes[left]!; // beyond the end it is ignored
      left = this.#prefixes[left]!;
    }
  }

  /** Those of the code's pixels, which end at `end`, that are in the sample. Returns the first that is behind them. */
  writeSample(code: number, { positions, values }: Sample, from: number, end: number): number {
    let to = from;
    while (to < positions.length && positions[to]! < end) to++;
    if (this.#areClear[code]) return to;
    let [left, at] = [code, end - 1];
    for (let i = to - 1; i >= from; i--) {
      for (; at > positions[i]!; at--) left = this.#prefixes[left]!;
      values[i] = this.#suffixes[left]!;
    }
    return to;
  }

  #learn(previous: number, follower: number): void {
    const code = this.#next++;
    this.#prefixes[code] = previous;
    this.#suffixes[code] = this.#firsts[follower]!;
    this.#firsts[code] = this.#firsts[previous]!;
    this.lengths[code] = this.lengths[previous]! + 1;
    this.#areClear[code] = this.#areClear[previous]! & this.#areClear[this.#suffixes[code]!]!;
  }
}
