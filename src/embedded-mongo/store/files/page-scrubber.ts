import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { Snapshot } from "./snapshot.js";

// By the type of a b-tree page. All other pages begin with a number of a page, or are zeros or a pointer map: below
// MAX_PAGES, their first byte is never one of these types.
const HEADER_BYTES: Readonly<Record<number, number>> = { 2: 12, 5: 12, 10: 8, 13: 8 };
export const MAX_PAGES = 0x01ff_ffff;

/** The first page begins with the header of the file. */
const FILE_HEADER_BYTES = 100;
const POINTER_MAP_ENTRY_BYTES = 5;

type Range = readonly [start: number, end: number];

// Overwrites what SQLite leaves in the unused parts of b-tree pages, directly in the database file. SQLite never reads
// these bytes, so this cannot damage anything.
export class PageScrubber {
  /** Closing any descriptor of the file would free SQLite's lock on it, so there is one, and it lives as long. */
  readonly #file: number;
  readonly #page: Buffer;
  readonly #zeros: Buffer;
  readonly #pagesPerMap: number;

  constructor(file: string, pageSize: number) {
    this.#file = openSync(file, "r+");
    this.#page = Buffer.alloc(pageSize);
    this.#zeros = Buffer.alloc(pageSize);
    this.#pagesPerMap = Math.floor(pageSize / POINTER_MAP_ENTRY_BYTES) + 1;
  }

  get pageCount(): number {
    return Math.floor(fstatSync(this.#file).size / this.#page.length);
  }

  /** Returns whether the page held anything to overwrite. */
  scrub(number: number): boolean {
    if (this.#isPointerMap(number)) return false;
    const position = (number - 1) * this.#page.length;
    const bytes = readSync(this.#file, this.#page, 0, this.#page.length, position);
    if (bytes < this.#page.length) return false;
    const written = unusedRanges(this.#page, number === 1 ? FILE_HEADER_BYTES : 0).filter((range) =>
      this.#holdsData(range),
    );
    for (const [start, end] of written) writeSync(this.#file, this.#zeros, 0, end - start, position + start);
    return written.length > 0;
  }

  /** Reads by the one descriptor. */
  snapshot(target: FileHandle): Snapshot {
    return new Snapshot(this.#file, target, this.#page.length, this.pageCount);
  }

  sync(): void {
    fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }

  #isPointerMap(number: number): boolean {
    return number >= 2 && (number - 2) % this.#pagesPerMap === 0;
  }

  #holdsData([start, end]: Range): boolean {
    return this.#page.compare(this.#zeros, 0, end - start, start, end) !== 0;
  }
}

/** Between the cell pointers and the cells, and within free blocks. None if the page contradicts itself. */
function unusedRanges(page: Buffer, header: number): Range[] {
  const headerBytes = HEADER_BYTES[page[header]];
  if (headerBytes === undefined) return [];
  const pointers = header + headerBytes;
  const pointersEnd = pointers + 2 * page.readUInt16BE(header + 3);
  const content = page.readUInt16BE(header + 5) || 65_536;
  if (pointersEnd > content || content > page.length) return [];
  for (let at = pointers; at < pointersEnd; at += 2) if (page.readUInt16BE(at) < content) return [];
  return [[pointersEnd, content], ...freeBlocks(page, page.readUInt16BE(header + 1), content)];
}

/** Each block begins with the place of the next one and its own size, two bytes each. */
function freeBlocks(page: Buffer, first: number, content: number): Range[] {
  const ranges: Range[] = [];
  let least = content;
  for (let at = first; at !== 0; at = page.readUInt16BE(at)) {
    if (at < least || at + 4 > page.length) return [];
    least = at + page.readUInt16BE(at + 2);
    if (least < at + 4 || least > page.length) return [];
    ranges.push([at + 4, least]);
  }
  return ranges;
}
