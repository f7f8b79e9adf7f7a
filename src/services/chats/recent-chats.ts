import type { ChatModel } from "../../db/models/chat.js";
import { ReadCache } from "../../lib/read-cache.js";
import type { Chat } from "../../shared/events.js";
import { limits } from "../../shared/limits.js";
import { toChat } from "../presenters.js";

const MAX_ROOMS = 200;

export class RecentChats {
  readonly #chats: ChatModel;
  readonly #cache: ReadCache<readonly Chat[]> | undefined;

  constructor(chats: ChatModel, options: { cached: boolean }) {
    this.#chats = chats;
    this.#cache = options.cached ? new ReadCache({ max: MAX_ROOMS }) : undefined;
  }

  /** Ascending; one more than a page if there are older ones. */
  async find(room: string): Promise<readonly Chat[]> {
    if (!this.#cache) return this.#read(room);
    return (await this.#cache.find(room, () => this.#read(room)))!;
  }

  /** Every write to a room's chats passes here, so that the cache cannot miss one. */
  write<T>(room: string, work: () => Promise<T>): Promise<T> {
    return this.#cache ? this.#cache.write(room, work) : work();
  }

  async #read(room: string): Promise<readonly Chat[]> {
    const found = await this.#chats
      .find({ room })
      .sort({ seq: -1 })
      .limit(limits.page.usual + 1)
      .lean();
    return found.reverse().map(toChat);
  }
}
