import { LRUCache } from "lru-cache";
import type { Chat } from "../../shared/events.js";

/** Chats are read in blocks of this many numbers, so that pages which overlap are read once. */
const BLOCK = 50;
const MAX_BYTES = 32 * 1024 * 1024;
const BYTES_PER_CHARACTER = 2;

type ReadRange = (room: string, first: number, last: number) => Promise<Chat[]>;

interface Range {
  first: number;
  last: number;
  announced: number;
}

interface Block {
  chats: string[];
  hasQuotes: boolean;
  bytes: number;
}

// Chats in JSON, read and converted once for all who ask for them: a page of a hundred long messages takes a tenth of
// the time. Edits invalidate a block, and new chats the last one.
export class SerializedChats {
  readonly #readRange: ReadRange;
  readonly #blocks: LRUCache<string, Block> | undefined;
  /** Reads under way. A write removes them from here, so that they are answered but never kept. */
  readonly #reading = new Map<string, Promise<Block>>();
  /** By room: the kept blocks with quotes, which change with what they quote. */
  readonly #quoting = new Map<string, Set<string>>();

  constructor(readRange: ReadRange, options: { cached: boolean }) {
    this.#readRange = readRange;
    if (options.cached) this.#blocks = new LRUCache({ maxSize: MAX_BYTES, sizeCalculation: sizeOf });
  }

  async read(room: string, { first, last, announced }: Range): Promise<string> {
    if (first > last) return "[]";
    const indexes = range(blockOf(first), blockOf(last));
    const find = (index: number) =>
      this.#blocks || firstSeq(index + 1) <= announced + 1
        ? this.#find(room, index)
        : // Another instance may add to this block while it is read.
          this.#read(room, index);
    const blocks = await Promise.all(indexes.map(find));
    const wanted: string[] = [];
    for (const [i, { chats }] of blocks.entries()) {
      const start = firstSeq(indexes[i]!);
      for (let seq = Math.max(first, start); seq <= Math.min(last, start + BLOCK - 1); seq++) {
        const json = chats[seq - start];
        if (json !== undefined) wanted.push(json);
      }
    }
    return `[${wanted.join(",")}]`;
  }

  invalidate(room: string, first: number, last: number): void {
    for (let index = blockOf(first); index <= blockOf(last); index++) {
      const key = keyOf(room, index);
      this.#blocks?.delete(key);
      this.#reading.delete(key);
    }
  }

  invalidateQuotes(room: string): void {
    for (const key of this.#quoting.get(room) ?? []) this.#blocks?.delete(key);
    this.#quoting.delete(room);
    for (const key of this.#reading.keys()) if (key.startsWith(`${room} `)) this.#reading.delete(key);
  }

  forget(room: string): void {
    this.#quoting.delete(room);
    for (const chats of [this.#blocks, this.#reading])
      for (const key of chats?.keys() ?? []) if (key.startsWith(`${room} `)) chats?.delete(key);
  }

  #find(room: string, index: number): Promise<Block> | Block {
    const key = keyOf(room, index);
    const known = this.#blocks?.get(key) ?? this.#reading.get(key);
    if (known) return known;
    const reading = this.#read(room, index);
    this.#reading.set(key, reading);
    const keep = (block?: Block) => {
      if (this.#reading.get(key) !== reading) return;
      this.#reading.delete(key);
      if (block) this.#keep(room, key, block);
    };
    reading.then(keep, () => keep());
    return reading;
  }

  #keep(room: string, key: string, block: Block): void {
    this.#blocks?.set(key, block);
    if (!(this.#blocks && block.hasQuotes)) return;
    const quoting = this.#quoting.get(room) ?? new Set();
    this.#quoting.set(room, quoting.add(key));
  }

  async #read(room: string, index: number): Promise<Block> {
    const chats: string[] = [];
    let bytes = 0;
    let hasQuotes = false;
    for (const chat of await this.#readRange(room, firstSeq(index), firstSeq(index + 1) - 1)) {
      const json = JSON.stringify(chat);
      chats[chat.seq - firstSeq(index)] = json;
      hasQuotes ||= chat.replyTo !== undefined;
      bytes += json.length * BYTES_PER_CHARACTER;
    }
    return { chats, hasQuotes, bytes };
  }
}

const sizeOf = ({ bytes }: Block): number => bytes + BLOCK;
const keyOf = (room: string, index: number): string => `${room} ${index}`;
const blockOf = (seq: number): number => Math.floor((seq - 1) / BLOCK);
const firstSeq = (index: number): number => index * BLOCK + 1;
const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);
