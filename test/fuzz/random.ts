/** Random numbers that a seed repeats (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }

  list<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.below(most + 1) }, make);
  }

  bytes(most: number): number[] {
    return this.list(most, () => this.below(256));
  }

  /** Cut, flipped, doubled or grown in a few places. */
  mutate(sent: readonly number[]): number[] {
    let bytes = [...sent];
    for (let left = 1 + this.below(4); left > 0; left--) {
      const at = this.below(bytes.length + 1);
      const damages = [
        () => bytes.slice(0, at),
        () => bytes.toSpliced(at, this.below(20)),
        () => bytes.toSpliced(at, 0, ...this.bytes(20)),
        () => bytes.toSpliced(at, 1, this.below(256)),
        () => bytes.toSpliced(at, 1, (bytes[at] ?? 0) ^ (1 << this.below(8))),
        () => [...bytes.slice(0, at), ...bytes.slice(this.below(bytes.length + 1))],
      ];
      bytes = this.pick(damages)();
    }
    return bytes;
  }
}
