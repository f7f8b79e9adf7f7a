import { closeSync, fdatasync, fstatSync, openSync, readSync, writeSync } from "node:fs";

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const FRAMES_AT_ONCE = 64;
const PAGE_NUMBER_BYTES = 4;
const RESERVED_BYTES = 512 * 1024;
/** A larger write would make the kernel keep the file in larger pieces, and write a whole piece for each change. */
const PIECE = Buffer.alloc(4096);
/** Larger batches write the log faster than it can be reserved, and share one sync anyway. */
const MAX_FRAMES_PER_BATCH = 16;

// SQLite's write-ahead log as a file: after a truncating checkpoint, it holds only what was written since, and maybe
// zeros behind it. A sync is faster where the file does not grow, so space is reserved while the log is written slowly;
// for SQLite, the log ends at the first frame that is not valid.
export class WriteAheadLog {
  readonly #file: number;
  readonly #frameBytes: number;
  readonly #chunk: Buffer;
  readonly #pageNumber = Buffer.alloc(PAGE_NUMBER_BYTES);
  #frames = 0;
  #framesBefore = 0;
  /** A power loss may leave gaps. */
  #mayHaveGaps = true;
  #reserving: Promise<void> | undefined;

  constructor(file: string, pageSize: number) {
    this.#file = openSync(file, "r+");
    this.#frameBytes = FRAME_HEADER_BYTES + pageSize;
    this.#chunk = Buffer.alloc(FRAMES_AT_ONCE * this.#frameBytes);
  }

  /** Copies of pages, among them what was rolled back. Without gaps, a few reads find the last one. */
  get frameCount(): number {
    let step = 1;
    if (this.#mayHaveGaps) while (this.#isWritten(this.#frames)) this.#frames++;
    else for (; this.#isWritten(this.#frames + step - 1); step *= 2) this.#frames += step;
    for (; step >= 1; step /= 2) if (this.#isWritten(this.#frames + step - 1)) this.#frames += step;
    return this.#frames;
  }

  /** After a truncating checkpoint. */
  restart(): void {
    this.#frames = 0;
    this.#framesBefore = 0;
    this.#mayHaveGaps = false;
  }

  /** To be called after every batch. */
  reserve(): void {
    if (this.#reserving) return;
    try {
      if (!this.#reserveIfDue()) return;
    } catch {
      // A full or broken disk: the commit that needs the space reports it.
      return;
    }
    this.#reserving = new Promise<void>((resolve) => fdatasync(this.#file, () => resolve())).then(() => {
      this.#reserving = undefined;
    });
  }

  pageNumbers(): Set<number> {
    const numbers = new Set<number>();
    const frames = this.frameCount;
    for (let frame = 0; frame < frames; frame += FRAMES_AT_ONCE) {
      const length = Math.min(FRAMES_AT_ONCE, frames - frame) * this.#frameBytes;
      const bytes = readSync(this.#file, this.#chunk, 0, length, this.#positionOf(frame));
      for (let at = 0; at + this.#frameBytes <= bytes; at += this.#frameBytes)
        numbers.add(this.#chunk.readUInt32BE(at));
    }
    return numbers;
  }

  async close(): Promise<void> {
    await this.#reserving;
    closeSync(this.#file);
  }

  #reserveIfDue(): boolean {
    const written = this.frameCount - this.#framesBefore;
    this.#framesBefore = this.#frames;
    if (written > MAX_FRAMES_PER_BATCH) return false;
    const { size } = fstatSync(this.#file);
    if (size - this.#positionOf(this.#frames) > RESERVED_BYTES / 2) return false;
    for (let at = size; at < size + RESERVED_BYTES; at += PIECE.length)
      writeSync(this.#file, PIECE, 0, PIECE.length, at);
    return true;
  }

  #positionOf(frame: number): number {
    return HEADER_BYTES + frame * this.#frameBytes;
  }

  /** No page has the number zero. */
  #isWritten(frame: number): boolean {
    const bytes = readSync(this.#file, this.#pageNumber, 0, PAGE_NUMBER_BYTES, this.#positionOf(frame));
    return bytes === PAGE_NUMBER_BYTES && this.#pageNumber.readUInt32BE(0) > 0;
  }
}
