import { GifError } from "../codec/gif-format.js";

const TIME_MS = 8000;
/** So few take a second or two, and more only because the machine has other work. */
const FEW_PIXELS = 10_000_000;
const TIME_FOR_FEW_MS = 25_000;
const KNOWN_AFTER = 1 / 8;
const KNOWN_FRAMES = 8;
const SLACK = 1.5;

/** Refuses what takes too long, as early as this is clear. */
export class Pace {
  readonly #now: () => number;
  readonly #start: number;
  readonly #mostMs: number;
  #attemptStart: number;
  /** The first one waits for code to load. */
  #secondFrame = 0;

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
    if (done <= 1) this.#secondFrame = now;
    const knownMs = now - this.#secondFrame;
    const isKnown = done > KNOWN_FRAMES && knownMs > this.#mostMs * KNOWN_AFTER;
    const restMs = isKnown ? (knownMs * (all - done)) / (done - 1) : 0;
    const soFarMs = now - this.#start;
    const isLate = soFarMs > this.#mostMs || soFarMs + restMs > this.#mostMs * SLACK;
    if (isLate) throw new GifError("GIF_TOO_BIG");
  }
}
