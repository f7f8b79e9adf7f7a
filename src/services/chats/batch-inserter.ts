import { mongo } from "mongoose";
import type { Chats, NewChat } from "../../db/models/chat.js";

interface Waiting {
  records: NewChat[];
  resolve: (stored: number) => void;
  reject: (reason: unknown) => void;
}

/** As many as one write takes, unless one room alone has more. */
const BATCH = 1000;
/** While one waits for the disk, another is made ready; a room has its chats in one of them alone. */
const AT_ONCE = 2;
const DUPLICATE_KEY = 11000;

/** Stores the chats of all rooms: while one write is on its way, what comes from whichever room gathers for the next. */
export class ChatInserts {
  readonly #chats: Chats;
  #waiting: Waiting[] = [];
  #running = 0;
  #turn: Promise<void> | undefined;

  constructor(chats: Chats) {
    this.#chats = chats;
  }

  /** Until all that has arrived by now has been heard: chats that came together are then stored together. */
  turn(): Promise<void> {
    this.#turn ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#turn = undefined;
        resolve();
      });
    });
    return this.#turn;
  }

  /** Until those who were just answered had a chance to say the next, which is read in the turn after this one. */
  async replyTurn(): Promise<void> {
    await this.turn();
    await this.turn();
  }

  /** How many of a room's were stored, from the first on; a key that exists stops them without an error. */
  insert(records: NewChat[]): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ records, resolve, reject });
      if (this.#running === AT_ONCE) return;
      this.#running++;
      // When everybody who waited for the same turn has said what is to be stored.
      process.nextTick(() => void this.#run());
    });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length) {
      await this.#store(this.#take());
      // Whoever was answered has the next to say: what comes then is better stored together.
      await this.replyTurn();
    }
    this.#running--;
  }

  #take(): Waiting[] {
    let count = 0;
    const end = this.#waiting.findIndex(({ records }, i) => {
      count += records.length;
      return i > 0 && count > BATCH;
    });
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : end);
  }

  async #store(batch: Waiting[]): Promise<void> {
    try {
      const all = batch.flatMap(({ records }) => records);
      let stored = await this.#insert(all);
      let done = 0;
      for (; done < batch.length; done++) {
        const { records, resolve } = batch[done]!;
        // The first that was not stored whole has the key that exists; those behind it were not tried.
        const whole = stored >= records.length;
        resolve(Math.min(stored, records.length));
        stored -= records.length;
        if (!whole) break;
      }
      this.#waiting.unshift(...batch.slice(done + 1));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  async #insert(records: NewChat[]): Promise<number> {
    // In the order of the write: the store looks for no id that is above all there are.
    for (const record of records) record._id = new mongo.ObjectId();
    const { collection } = this.#chats;
    try {
      // One alone is what somebody waits for in a quiet room, and the driver does less for it.
      if (records.length === 1) await collection.insertOne(records[0]!);
      else await collection.insertMany(records);
      return records.length;
    } catch (error) {
      if (!(error instanceof mongo.MongoServerError) || error.code !== DUPLICATE_KEY) throw error;
      if (!(error instanceof mongo.MongoBulkWriteError)) return 0;
      // In order, so the first that was refused is the only one. Servers count differently what was stored before it.
      return [error.writeErrors].flat()[0]!.index;
    }
  }
}
