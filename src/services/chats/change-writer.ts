import { mongo, trusted } from "mongoose";
import type { ChatRecord } from "../../db/models/chat.js";
import { Refusal } from "../errors.js";
import type { Context } from "../ports.js";
import { readLastChange } from "./change-reads.js";

const DUPLICATE_KEY = 11000;
const MAX_RENUMBERED = 3;
/** More than others change while one write is on its way. */
const LEAP = 100;

export type Place = Pick<ChatRecord, "room" | "seq">;
export type Kind = { isReaction?: true };

interface Update {
  $set: object;
  $unset?: object;
}

/** Asked anew when another instance takes the number of the change. `undefined` leaves the chat as it is. */
export type Decide = () => Promise<Update | undefined> | Update;

interface ChangeLog {
  last(room: string): Promise<number>;
  catchUp(room: string): Promise<void>;
  write<T>(room: string, seq: number, work: () => Promise<T>): Promise<T>;
}

export class ChangeWriter {
  readonly #context: Context;
  readonly #log: ChangeLog;

  constructor(context: Context, log: ChangeLog) {
    this.#context = context;
    this.#log = log;
  }

  async write({ room, seq }: Place, decide: Decide, kind: Kind): Promise<ChatRecord | undefined> {
    const { chats } = this.#context.models;
    let stored: ChatRecord | undefined;
    for (let renumbered = 0; ; ) {
      // Before the decision: if another instance changes meanwhile what that rests on, the number is taken.
      const change = { room, number: (await this.#log.last(room)) + 1 + renumbered * LEAP, ...kind };
      const decided = stored ? { $set: {} } : await decide();
      if (!decided) return undefined;
      const update = { ...decided, $set: { ...decided.$set, change } };
      const unchanged = stored
        ? { "change.number": stored.change!.number }
        : { removedAt: trusted({ $exists: false }), ...this.#isBefore(change.number) };
      const filter = { room, seq, ...unchanged };
      const write = () => chats.findOneAndUpdate(filter, update, { returnDocument: "after" }).lean();
      try {
        const changed = await this.#log.write(room, seq, write);
        if (!changed && stored) return (await this.find(room, seq)) ?? stored;
        if (!changed) await this.#assertThere(room, seq);
        else if (renumbered === MAX_RENUMBERED || !(await this.#isOutrun(room, change.number)))
          return changed;
        else renumbered++;
        stored = changed ?? undefined;
      } catch (error) {
        const isTaken = error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY;
        if (!isTaken) throw error;
        // On a single instance, only an edit whose answer was lost can have this number.
        if (!this.#context.bus.hasOthers) await this.#log.catchUp(room);
      }
    }
  }

  /** A number is free again when its chat has taken a higher one, so the index alone does not keep a chat from it. */
  #isBefore(number: number): { $or?: object[] } {
    if (!this.#context.bus.hasOthers) return {};
    const lower = { "change.number": trusted({ $lt: number }) };
    return { $or: [{ change: trusted({ $exists: false }) }, lower] };
  }

  /** Another chat has a higher number, and clients that know of it would not ask for this one. */
  async #isOutrun(room: string, number: number): Promise<boolean> {
    return this.#context.bus.hasOthers && (await readLastChange(this.#context.models.chats, room)) > number;
  }

  find(room: string, seq: number): Promise<ChatRecord | null> {
    return this.#context.models.chats.findOne({ room, seq }).lean();
  }

  async #assertThere(room: string, seq: number): Promise<void> {
    const found = await this.find(room, seq);
    if (!found || found.removedAt) throw new Refusal("CHAT_NOT_FOUND");
  }
}
