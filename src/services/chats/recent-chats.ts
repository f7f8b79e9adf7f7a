import { Remembered } from "../../lib/read-cache.js";
import type { Chat } from "../../shared/events.js";
import { limits } from "../../shared/limits.js";
import type { Context } from "../ports.js";
import { chatView } from "../presenters.js";

/** Of so many rooms; each of at most a page of chats. */
const MOST = 200;

/**
 * What everybody who comes into a room is shown first. A process that has no others beside it remembers it until
 * something is written in that room, and whoever writes there does it in here.
 */
export class Newest {
  readonly #context: Context;
  readonly #known = new Remembered<readonly Chat[]>(MOST);

  constructor(context: Context) {
    this.#context = context;
  }

  /** Ascending; one more than a page shows, if there are older ones. */
  async find(room: string): Promise<readonly Chat[]> {
    if (!this.#context.peers.alone) return this.#read(room);
    return (await this.#known.find(room, () => this.#read(room)))!;
  }

  write<T>(room: string, work: () => Promise<T>): Promise<T> {
    return this.#known.write(room, work);
  }

  async #read(room: string): Promise<readonly Chat[]> {
    const { chats } = this.#context.models;
    const found = await chats
      .find({ room })
      .sort({ seq: -1 })
      .limit(limits.page.usual + 1)
      .lean();
    return found.reverse().map(chatView);
  }
}
