import { trusted } from "mongoose";
import type { ChatModel, ChatRecord } from "../../db/models/chat.js";
import { ReadCache } from "../../lib/read-cache.js";
import type { Chat, ChatPage } from "../../shared/events.js";
import { limits } from "../../shared/limits.js";
import { SerializedChats } from "./serialized-chats.js";

const MAX_ROOMS = 200;

export interface PageQuery {
  before?: number | undefined;
  after?: number | undefined;
  limit: number;
}

export interface SerializedPage {
  chats: string;
  last: number | undefined;
  more: boolean;
}

export const toPageJson = ({ chats, more }: SerializedPage): string => `{"chats":${chats},"more":${more}}`;

type ToChats = (records: readonly ChatRecord[]) => Promise<Chat[]>;

/** The chats that were announced: listeners get later ones as events, and would have them twice. */
interface Announced {
  seq(room: string): number | undefined;
  lastSeq(room: string): Promise<number>;
  catchUp(room: string, last: number): Promise<void>;
}

export class ChatPages {
  readonly #chats: ChatModel;
  readonly #announced: Announced;
  readonly #toChats: ToChats;
  readonly #recent: ReadCache<readonly Chat[]> | undefined;
  readonly #serialized: SerializedChats;

  constructor(chats: ChatModel, toChats: ToChats, announced: Announced, { cached }: { cached: boolean }) {
    this.#chats = chats;
    this.#toChats = toChats;
    this.#announced = announced;
    this.#recent = cached ? new ReadCache({ max: MAX_ROOMS }) : undefined;
    const readRange = async (room: string, first: number, last: number) => {
      const seq = trusted({ $gte: first, $lte: last });
      return toChats(await chats.find({ room, seq }).sort({ seq: 1 }).lean());
    };
    this.#serialized = new SerializedChats(readRange, { cached });
  }

  find(room: string, { before, after, limit }: PageQuery): Promise<ChatPage> {
    if (after !== undefined) return this.#query({ room, seq: trusted({ $gt: after }) }, 1, limit);
    return before === undefined && limit <= limits.page.usual
      ? this.#newest(room, limit)
      : this.#latest(room, before, limit);
  }

  /** For clients that get JSON. Numbers have no holes, so they say which chats are on the page. */
  async serialize(room: string, { before, after, limit }: PageQuery): Promise<SerializedPage> {
    const announced = await this.#announced.lastSeq(room);
    if (after !== undefined) {
      const last = Math.min(after + limit, announced);
      const chats = await this.#serialized.read(room, { first: after + 1, last, announced });
      return { chats, last: last > after ? last : undefined, more: last < announced };
    }
    const last = Math.min((before ?? Number.POSITIVE_INFINITY) - 1, announced);
    const first = Math.max(last - limit + 1, 1);
    const chats = await this.#serialized.read(room, { first, last, announced });
    return { chats, last: last > 0 ? last : undefined, more: first > 1 && last > 0 };
  }

  /** Every write to a room's chats passes here, so that the caches cannot miss one. */
  async write<T>(room: string, first: number, last: number, work: () => Promise<T>): Promise<T> {
    this.invalidate(room, first, last);
    try {
      return await work();
    } finally {
      this.invalidate(room, first, last);
    }
  }

  /** The same for an edit or a removal, which changes quotes in other places too. */
  async change<T>(room: string, seq: number, work: () => Promise<T>): Promise<T> {
    try {
      return await this.write(room, seq, seq, work);
    } finally {
      this.#serialized.invalidateQuotes(room);
    }
  }

  async changeAll<T>(room: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      this.forget(room);
    }
  }

  invalidate(room: string, first: number, last: number): void {
    this.#recent?.invalidate(room);
    this.#serialized.invalidate(room, first, last);
  }

  forget(room: string): void {
    this.#recent?.invalidate(room);
    this.#serialized.forget(room);
  }

  async #newest(room: string, limit: number): Promise<ChatPage> {
    const recent = await this.#findRecent(room);
    const announced = await this.#onlyAnnounced(room, recent);
    const more = announced.length > limit || recent.length > limits.page.usual;
    return { chats: announced.slice(-limit), more };
  }

  async #findRecent(room: string): Promise<readonly Chat[]> {
    const read = async () => {
      const newestFirst = this.#chats.find({ room }).sort({ seq: -1 });
      const found = await newestFirst.limit(limits.page.usual + 1).lean();
      return this.#toChats(found.reverse());
    };
    return this.#recent ? (await this.#recent.find(room, read))! : read();
  }

  async #latest(room: string, before: number | undefined, limit: number): Promise<ChatPage> {
    const filter = before === undefined ? { room } : { room, seq: trusted({ $lt: before }) };
    const { chats, more } = await this.#query(filter, -1, limit);
    return { chats: chats.reverse(), more };
  }

  async #query(filter: { room: string; seq?: object }, direction: 1 | -1, limit: number): Promise<ChatPage> {
    const found: ChatRecord[] = await this.#chats
      .find(filter)
      .sort({ seq: direction })
      .limit(limit + 1)
      .lean();
    const announced = await this.#onlyAnnounced(filter.room, found);
    const chats = await this.#toChats(announced.slice(0, limit));
    return { chats, more: announced.length > limit };
  }

  async #onlyAnnounced<T extends { seq: number }>(room: string, found: readonly T[]): Promise<T[]> {
    // Another instance may have acknowledged chats that were not announced here.
    if (!this.#recent) await this.#announced.catchUp(room, Math.max(0, ...found.map(({ seq }) => seq)));
    const announced = this.#announced.seq(room) ?? Number.POSITIVE_INFINITY;
    return found.filter(({ seq }) => seq <= announced);
  }
}
