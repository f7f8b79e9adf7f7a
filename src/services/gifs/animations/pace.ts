import { GifError } from "../codec/gif-format.js";

const TIME_MS = 8000;
/** So few take a second or two, and more only because the machine has other work. */
const FEW_PIXELS = 10_000_000;
const TIME_FOR_FEW_MS = 25_000;
const KNOWN_AFTER = 1 / 8;
const SLACK = 1.5;

/** Refuses what takes too long, as early as this is clear. */
export class Pace {
  readonly #now: () => number;
  readonly #start: number;
  readonly #mostMs: number;
  #attemptStart: number;

  constructor(pixels: number, now: () => number) {
    this.#now = now;
    this.#start = now();
    this.#attemptStart = this.#start;
    this.#mostMs = pixels > FEW_PIXELS ? TIME_MS : TIME_FOR_FEW_MS;
  }

  /** How many more attempts there is time for, if they take as long as the last one. */
  nextAttempt(): number {
    const now = this.#now();
    const lastMs = now - this.#attemptStart;
    this.#attemptStart = now;
    const left = this.#mostMs - (now - this.#start);
    if (lastMs > left) throw new GifError("GIF_TOO_BIG");
    return left / lastMs;
  }

  assertInTime(done: number, all: number): void {
    const now = this.#now();
    const attemptMs = now - this.#attemptStart;
    const isKnown = done > 0 && attemptMs > this.#mostMs * KNOWN_AFTER;
    const expected = isKnown ? this.#attemptStart - this.#start + (attemptMs * all) / done : 0;
    const isLate = now - this.#start > this.#mostMs || expected > this.#mostMs * SLACK;
    if (isLate) throw new GifError("GIF_TOO_BIG");
  }
}
