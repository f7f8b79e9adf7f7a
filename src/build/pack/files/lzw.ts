const MAX_CODES = 4096;
const WIDEST = 12;
/** How many readings of the pixels are followed at a time. */
const BRANCHES = 16;

interface Match {
  code: number;
  length: number;
}

/**
 * LZW where a pixel may have several good values: of all readings it writes the one that the dictionary knows for the
 * longest stretch. `choices(i)` are the values of pixel i, the best first.
 */
export class FlexibleLzw {
  readonly #depth: number;
  readonly #colours: number;
  readonly #bytes: number[] = [];
  readonly #children: Int16Array;
  readonly #parents = new Int16Array(MAX_CODES);
  readonly #symbols = new Uint8Array(MAX_CODES);
  #bits = 0;
  #held = 0;
  #width = 0;
  #next = 0;

  constructor(depth: number) {
    this.#depth = depth;
    this.#colours = 1 << depth;
    this.#children = new Int16Array(MAX_CODES << depth);
  }

  /** Calls `chosen` with the value of each pixel. */
  encode(
    count: number,
    choices: (i: number) => number[],
    chosen: (i: number, value: number) => void,
  ): number[] {
    this.#clear();
    let before = -1;
    for (let at = 0; at < count; ) {
      const match = this.#longest(at, count, choices);
      this.#write(match.code);
      const first = this.#spell(match, (offset, value) => chosen(at + offset, value));
      if (before >= 0) this.#add(before, first);
      before = match.code;
      at += match.length;
      if (this.#next < MAX_CODES) continue;
      this.#clear();
      before = -1;
    }
    this.#write(this.#colours + 1);
    if (this.#held) this.#bytes.push(this.#bits & 255);
    return this.#bytes;
  }

  #longest(start: number, count: number, choices: (i: number) => number[]): Match {
    let codes = choices(start);
    for (let at = start + 1; at < count; at++) {
      const longer: number[] = [];
      for (const code of codes) {
        for (const value of choices(at)) {
          const child = this.#children[(code << this.#depth) | value]!;
          if (child && longer.length < BRANCHES) longer.push(child);
        }
      }
      if (!longer.length) return { code: codes[0]!, length: at - start };
      codes = longer;
    }
    return { code: codes[0]!, length: count - start };
  }

  #spell({ code, length }: Match, each: (offset: number, value: number) => void): number {
    let at = code;
    for (let offset = length - 1; offset > 0; offset--) {
      each(offset, this.#symbols[at]!);
      at = this.#parents[at]!;
    }
    each(0, at);
    return at;
  }

  #add(parent: number, value: number): void {
    this.#children[(parent << this.#depth) | value] ||= this.#next;
    this.#parents[this.#next] = parent;
    this.#symbols[this.#next] = value;
    this.#next++;
    if (this.#next === 1 << this.#width && this.#width < WIDEST) this.#width++;
  }

  #clear(): void {
    if (!this.#width) this.#width = this.#depth + 1;
    this.#write(this.#colours);
    this.#children.fill(0);
    this.#next = this.#colours + 2;
    this.#width = this.#depth + 1;
  }

  #write(code: number): void {
    this.#bits |= code << this.#held;
    this.#held += this.#width;
    for (; this.#held >= 8; this.#held -= 8) {
      this.#bytes.push(this.#bits & 255);
      this.#bits >>>= 8;
    }
  }
}
