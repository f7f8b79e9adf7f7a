import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const FRAMES_AT_ONCE = 64;

/** SQLite's write-ahead log as a file: after a truncating checkpoint, it holds only what was written since. */
export class WriteAheadLog {
  readonly #file: number;
  readonly #frameBytes: number;
  readonly #chunk: Buffer;

  constructor(file: string, pageSize: number) {
    this.#file = openSync(file, "r");
    this.#frameBytes = FRAME_HEADER_BYTES + pageSize;
    this.#chunk = Buffer.alloc(FRAMES_AT_ONCE * this.#frameBytes);
  }

  /** Copies of pages, among them what was rolled back. */
  get frameCount(): number {
    return Math.max(0, Math.floor((fstatSync(this.#file).size - HEADER_BYTES) / this.#frameBytes));
  }

  pageNumbers(): Set<number> {
    const numbers = new Set<number>();
    const frames = this.frameCount;
    for (let frame = 0; frame < frames; frame += FRAMES_AT_ONCE) {
      const position = HEADER_BYTES + frame * this.#frameBytes;
      const bytes = readSync(this.#file, this.#chunk, 0, this.#chunk.length, position);
      for (let at = 0; at + this.#frameBytes <= bytes; at += this.#frameBytes)
        numbers.add(this.#chunk.readUInt32BE(at));
    }
    return numbers;
  }

  close(): void {
    closeSync(this.#file);
  }
}
