import { randomBytes } from "node:crypto";
import { Long } from "bson";
import { MongoError } from "../errors.js";
import { MAX_DOCUMENT_BYTES } from "../limits.js";
import type { Collection } from "../store/collection.js";
import type { Turn } from "../store/operation.js";

/** Leaves room in a reply for the fields around the documents. */
const MAX_BATCH_BYTES = MAX_DOCUMENT_BYTES - 16 * 1024;
const IDLE_MS = 10 * 60 * 1000;

export type Documents = AsyncGenerator<Buffer[], void, undefined>;

export interface CursorOptions {
  collection?: Collection;
  /** How many documents there are at most. */
  limit?: number;
  /** Never forgotten, however long nobody asks. */
  patient?: boolean;
}

/** A result that is fetched in batches. */
export class Cursor {
  private waiting: Buffer[] = [];
  private usedAt = Date.now();
  private left: number;
  private busy = false;

  constructor(
    readonly namespace: string,
    readonly turn: Turn,
    private readonly source: Documents,
    private readonly options: CursorOptions = {},
  ) {
    this.left = options.limit ?? Number.POSITIVE_INFINITY;
  }

  /** The end is known when it was tried to read beyond it, or when the limit is reached: as MongoDB does it. */
  async next(batchSize: number): Promise<{ documents: Buffer[]; ended: boolean }> {
    this.usedAt = Date.now();
    if (this.busy) throw new MongoError("CursorInUse", "the cursor is already in use");
    this.busy = true;
    try {
      return await this.collect(batchSize);
    } finally {
      this.busy = false;
    }
  }

  private async collect(batchSize: number): Promise<{ documents: Buffer[]; ended: boolean }> {
    if (this.options.collection?.retired) {
      throw new MongoError("QueryPlanKilled", `collection dropped: ${this.namespace}`);
    }
    const documents: Buffer[] = [];
    let bytes = 0;
    while (documents.length < batchSize && this.left > 0) {
      const document = this.waiting.shift();
      if (!document) {
        const { done, value } = await this.source.next();
        if (done) return { documents, ended: true };
        this.waiting = value;
        continue;
      }
      if (documents.length > 0 && bytes + document.length > MAX_BATCH_BYTES) {
        this.waiting.unshift(document);
        break;
      }
      documents.push(document);
      bytes += document.length;
      this.left--;
    }
    return { documents, ended: this.left <= 0 };
  }

  get forgotten(): boolean {
    return !this.options.patient && Date.now() - this.usedAt > IDLE_MS;
  }

  async close(): Promise<void> {
    this.waiting = [];
    await this.source.return();
  }
}

/** The cursors that a client may still ask for more. */
export class Cursors {
  private readonly open = new Map<string, Cursor>();

  keep(cursor: Cursor): Long {
    const id = Long.fromBytes([...randomBytes(8)]).shiftRightUnsigned(1);
    this.open.set(id.toString(), cursor);
    return id;
  }

  find(id: unknown, namespace: string): Cursor {
    const cursor = this.open.get(String(id));
    if (!cursor) throw new MongoError("CursorNotFound", `cursor id ${id} not found`);
    if (cursor.namespace === namespace) return cursor;
    throw new MongoError(
      "Unauthorized",
      `cursor id ${id} belongs to ${cursor.namespace}, not to ${namespace}`,
    );
  }

  async kill(id: unknown): Promise<boolean> {
    const cursor = this.open.get(String(id));
    this.open.delete(String(id));
    await cursor?.close();
    return cursor !== undefined;
  }

  /** Whoever lost interest without a word must not hold memory for ever. */
  async killForgotten(): Promise<void> {
    for (const [id, cursor] of this.open) if (cursor.forgotten) await this.kill(id);
  }
}
