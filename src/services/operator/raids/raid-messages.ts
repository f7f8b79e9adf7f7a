import { trusted } from "mongoose";
import type { ChatRecord } from "../../../db/models/chat.js";
import { Refusal } from "../../errors.js";
import type { Context } from "../../ports.js";

const PER_STEP = 100;
const AUTHORS_PER_QUERY = 1000;

export interface MessageParts {
  readonly log: { writeAll<T>(room: string, work: () => Promise<T>): Promise<T> };
  /** A message goes with its picture, if no other message shows that. */
  readonly pictures: { removeChat(found: ChatRecord): Promise<unknown> };
}

/** The messages and pictures of raiders in a room of others. */
export class RaidMessages {
  readonly #context: Context;
  readonly #parts: MessageParts;

  constructor(context: Context, parts: MessageParts) {
    this.#context = context;
    this.#parts = parts;
  }

  async remove(room: string, visitors: readonly string[]): Promise<void> {
    for (let i = 0; i < visitors.length; i += AUTHORS_PER_QUERY) {
      const raiders = trusted({ $in: visitors.slice(i, i + AUTHORS_PER_QUERY) });
      for (const theirs of [{ author: raiders }, { bot: raiders }]) await this.#removeAll(room, theirs);
    }
  }

  async #removeAll(room: string, theirs: object): Promise<void> {
    if (!(await this.#context.models.chats.exists({ room, ...theirs }))) return;
    while ((await this.#removeSome(room, theirs)) > 0);
    await this.#forgetNames(room, theirs);
  }

  async #removeSome(room: string, theirs: object): Promise<number> {
    const { chats } = this.#context.models;
    const left = { room, ...theirs, removedAt: trusted({ $exists: false }) };
    const found = await chats.find(left).limit(PER_STEP).lean();
    for (const chat of found) await this.#parts.pictures.removeChat(chat).catch(unlessGone);
    return found.length;
  }

  /** A removed message still says whose it was. */
  async #forgetNames(room: string, theirs: object): Promise<void> {
    const named = { room, ...theirs, name: trusted({ $ne: "" }) };
    await this.#parts.log.writeAll(room, () =>
      this.#context.models.chats.updateMany(named, { $set: { name: "" } }),
    );
  }
}

function unlessGone(error: unknown): void {
  if (!(error instanceof Refusal && error.code === "CHAT_NOT_FOUND")) throw error;
}
