import { mongo } from "mongoose";
import type { ChatModel, NewChat } from "../../db/models/chat.js";
import { isDatabaseUnavailable } from "../errors.js";

interface Job {
  records: NewChat[];
  resolve: (stored: number) => void;
  reject: (reason: unknown) => void;
}

const MAX_BATCH = 1000;
/** While one insert waits for the disk, the next is prepared. A room's chats are in one of them only. */
const CONCURRENCY = 2;
const DUPLICATE_KEY = 11000;

export class BatchInserter {
  readonly #chats: ChatModel;
  #queue: Job[] = [];
  #running = 0;
  #turn: Promise<void> | undefined;

  constructor(chats: ChatModel) {
    this.#chats = chats;
  }

  /** Waits one event-loop turn so that chats arriving together share an insert. */
  waitForArrivals(): Promise<void> {
    this.#turn ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#turn = undefined;
        resolve();
      });
    });
    return this.#turn;
  }

  /** Replies to an acknowledgement can be read in the second turn after it, not yet in the first. */
  async waitForReplies(): Promise<void> {
    await this.waitForArrivals();
    await this.waitForArrivals();
  }

  /** Resolves to how many were stored, counted from the first; a duplicate key stops the batch without an error. */
  insert(records: NewChat[]): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ records, resolve, reject });
      if (this.#running === CONCURRENCY) return;
      this.#running++;
      process.nextTick(() => void this.#run());
    });
  }

  async #run(): Promise<void> {
    while (this.#queue.length) {
      await this.#store(this.#nextBatch());
      await this.waitForReplies();
    }
    this.#running--;
  }

  #nextBatch(): Job[] {
    let count = 0;
    const end = this.#queue.findIndex(({ records }, i) => {
      count += records.length;
      return i > 0 && count > MAX_BATCH;
    });
    return this.#queue.splice(0, end < 0 ? this.#queue.length : end);
  }

  async #store(batch: Job[]): Promise<void> {
    try {
      const all = batch.flatMap(({ records }) => records);
      let stored = await this.#insert(all);
      let done = 0;
      for (; done < batch.length; done++) {
        const { records, resolve } = batch[done]!;
        // The first job that is incomplete has the duplicate key; later ones were not tried.
        const isComplete = stored >= records.length;
        resolve(Math.min(stored, records.length));
        stored -= records.length;
        if (!isComplete) break;
      }
      this.#queue.unshift(...batch.slice(done + 1));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  async #insert(records: NewChat[]): Promise<number> {
    // Ascending ids let the store append to its index without searching.
    for (const record of records) record._id = new mongo.ObjectId();
    const { collection } = this.#chats;
    try {
      // insertOne does less work in the driver, which counts in a quiet room.
      if (records.length === 1) await collection.insertOne(records[0]!);
      else await collection.insertMany(records);
      return records.length;
    } catch (error) {
      // Beside a duplicate key, those before it may have no majority yet.
      if (isDatabaseUnavailable(error)) throw error;
      if (!(error instanceof mongo.MongoServerError) || error.code !== DUPLICATE_KEY) throw error;
      if (!(error instanceof mongo.MongoBulkWriteError)) return 0;
      // The insert is ordered, so there is one error. Servers disagree on insertedCount.
      return [error.writeErrors].flat()[0]!.index;
    }
  }
}
