import { randomBytes } from "node:crypto";
import { Long } from "bson";
import { MongoError } from "../errors.js";
import { MAX_DOCUMENT_BYTES } from "../limits.js";
import type { Collection } from "../store/collection.js";
import type { Operation } from "../store/operation.js";

/** Leaves room in a reply for the fields around the documents. */
const MAX_BATCH_BYTES = MAX_DOCUMENT_BYTES - 16 * 1024;
const IDLE_MS = 10 * 60 * 1000;

export type Documents = AsyncGenerator<Buffer[], void, undefined>;

export interface CursorOptions {
  collection?: Collection;
  limit?: number;
  noTimeout?: boolean;
}

export class Cursor {
  readonly #source: Documents;
  readonly #options: CursorOptions;
  #buffered: Buffer[] = [];
  #usedAt = Date.now();
  #left: number;
  #busy = false;

  constructor(
    readonly namespace: string,
    readonly operation: Operation,
    source: Documents,
    options: CursorOptions = {},
  ) {
    this.#source = source;
    this.#options = options;
    this.#left = options.limit ?? Number.POSITIVE_INFINITY;
  }

  /** As in MongoDB, the end is found by reading beyond it, or by reaching the limit. */
  async next(batchSize: number): Promise<{ documents: Buffer[]; ended: boolean }> {
    this.#usedAt = Date.now();
    if (this.#busy) throw new MongoError("CursorInUse", "the cursor is already in use");
    this.#busy = true;
    try {
      return await this.#collect(batchSize);
    } finally {
      this.#busy = false;
    }
  }

  get timedOut(): boolean {
    return !this.#options.noTimeout && Date.now() - this.#usedAt > IDLE_MS;
  }

  async close(): Promise<void> {
    this.#buffered = [];
    await this.#source.return();
  }

  async #collect(batchSize: number): Promise<{ documents: Buffer[]; ended: boolean }> {
    if (this.#options.collection?.stale) {
      throw new MongoError("QueryPlanKilled", `collection dropped: ${this.namespace}`);
    }
    const documents: Buffer[] = [];
    let bytes = 0;
    while (documents.length < batchSize && this.#left > 0) {
      const document = this.#buffered.shift();
      if (!document) {
        const { done, value } = await this.#source.next();
        if (done) return { documents, ended: true };
        this.#buffered = value;
        continue;
      }
      if (documents.length > 0 && bytes + document.length > MAX_BATCH_BYTES) {
        this.#buffered.unshift(document);
        break;
      }
      documents.push(document);
      bytes += document.length;
      this.#left--;
    }
    return { documents, ended: this.#left <= 0 };
  }
}

export class CursorRegistry {
  readonly #open = new Map<string, Cursor>();

  add(cursor: Cursor): Long {
    const id = Long.fromBytes([...randomBytes(8)]).shiftRightUnsigned(1);
    this.#open.set(id.toString(), cursor);
    return id;
  }

  find(id: unknown, namespace: string): Cursor {
    const cursor = this.#open.get(String(id));
    if (!cursor) throw new MongoError("CursorNotFound", `cursor id ${id} not found`);
    if (cursor.namespace === namespace) return cursor;
    throw new MongoError(
      "Unauthorized",
      `cursor id ${id} belongs to ${cursor.namespace}, not to ${namespace}`,
    );
  }

  async kill(id: unknown): Promise<boolean> {
    const cursor = this.#open.get(String(id));
    this.#open.delete(String(id));
    await cursor?.close();
    return cursor !== undefined;
  }

  /** A client that went away without closing its cursors must not hold memory for ever. */
  async killTimedOut(): Promise<void> {
    for (const [id, cursor] of this.#open) if (cursor.timedOut) await this.kill(id);
  }
}
