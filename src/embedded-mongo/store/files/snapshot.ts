import { readSync, read as readWithCallback, writeSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { MongoError } from "../../errors.js";

const read = promisify(readWithCallback);

/** 1 MB. Each part is synced, so that commits never wait for a large write of the copy. */
const PAGES_AT_ONCE = 256;

const SHORTER = "the database file has become shorter";

// Copies a database file as it was when this object was made, while the file changes. Whoever is about to overwrite
// pages calls `keep` first, which copies those that are still missing.
export class Snapshot {
  readonly #source: number;
  readonly #target: FileHandle;
  readonly #pageSize: number;
  readonly #pageCount: number;
  /** By page: whether it is in the copy, or on its way to it. */
  readonly #kept: Uint8Array;
  #failure: unknown;

  constructor(source: number, target: FileHandle, pageSize: number, pageCount: number) {
    this.#source = source;
    this.#target = target;
    this.#pageSize = pageSize;
    this.#pageCount = pageCount;
    this.#kept = new Uint8Array(pageCount + 1);
  }

  get bytes(): number {
    return this.#pageCount * this.#pageSize;
  }

  /** `pageCount` is how many pages the file is about to have: those beyond it are kept too. */
  keep(pages: Iterable<number>, pageCount: number): void {
    if (this.#failure) return;
    try {
      for (const page of pages) this.#keepPage(page);
      for (let page = pageCount + 1; page <= this.#pageCount; page++) this.#keepPage(page);
    } catch (error) {
      // Fails the copy, and not the one who overwrites.
      this.#failure = error;
    }
  }

  /** Leaves half of the disk's time to others. */
  async copy(closing: AbortSignal): Promise<void> {
    const buffer = Buffer.alloc(PAGES_AT_ONCE * this.#pageSize);
    for (let first = 1; first <= this.#pageCount; first += PAGES_AT_ONCE) {
      const start = performance.now();
      await this.#copyPages(first, Math.min(first + PAGES_AT_ONCE - 1, this.#pageCount), buffer);
      await this.#target.datasync();
      await pause(performance.now() - start);
      if (closing.aborted) throw new MongoError("InterruptedAtShutdown", "the store is closing");
    }
    if (this.#failure) throw this.#failure;
  }

  async #copyPages(first: number, last: number, buffer: Buffer): Promise<void> {
    const length = (last - first + 1) * this.#pageSize;
    const { bytesRead } = await read(this.#source, buffer, 0, length, this.#positionOf(first));
    if (this.#failure) throw this.#failure;
    // Only now: pages that were overwritten during the read have been kept.
    for (const [start, end] of this.#takeMissing(first, last)) {
      if (bytesRead < (end - first) * this.#pageSize) throw new Error(SHORTER);
      const part = buffer.subarray((start - first) * this.#pageSize, (end - first) * this.#pageSize);
      for (let written = 0; written < part.length; ) {
        const position = this.#positionOf(start) + written;
        written += (await this.#target.write(part, written, part.length - written, position)).bytesWritten;
      }
    }
  }

  #takeMissing(first: number, last: number): [start: number, end: number][] {
    const runs: [number, number][] = [];
    for (let page = first; page <= last; page++) {
      if (this.#kept[page]) continue;
      const start = page;
      while (page <= last && !this.#kept[page]) this.#kept[page++] = 1;
      runs.push([start, page]);
    }
    return runs;
  }

  #keepPage(page: number): void {
    if (page > this.#pageCount || this.#kept[page]) return;
    const bytes = Buffer.alloc(this.#pageSize);
    const position = this.#positionOf(page);
    if (readSync(this.#source, bytes, 0, bytes.length, position) < bytes.length) throw new Error(SHORTER);
    if (writeSync(this.#target.fd, bytes, 0, bytes.length, position) < bytes.length)
      throw Object.assign(new Error("a page was written in part"), { code: "ENOSPC" });
    this.#kept[page] = 1;
  }

  #positionOf(page: number): number {
    return (page - 1) * this.#pageSize;
  }
}
