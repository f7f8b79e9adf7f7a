import { trusted } from "mongoose";
import type { ChatModel, ChatRecord } from "../../db/models/chat.js";
import type { Found } from "../../shared/events.js";
import { fold } from "../../shared/fold.js";
import { limits } from "../../shared/limits.js";
import { hasFolded } from "../../shared/search/searched-text.js";
import type { ChatLog } from "./chat-log.js";

const MAX_READ = 100;
/** A few milliseconds, if these are hard to fold. */
const LETTERS_IN_STEP = 8000;

export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

type Searched = Pick<ChatRecord, "seq" | "chat" | "gif">;

interface Search {
  readonly room: string;
  readonly wanted: string;
  readonly end: number;
  readonly found: number[];
  unread: number;
  waiting: Searched[];
  searchedTo: number;
}

/** Looks through the chats themselves: an index of their words would have to be erased with each of them. */
export class ChatSearch {
  readonly #chats: ChatModel;
  readonly #log: ChatLog;

  constructor(chats: ChatModel, log: ChatLog) {
    this.#chats = chats;
    this.#log = log;
  }

  async find(room: string, q: string, before: number | undefined, inTurn: InTurn): Promise<Found> {
    const last = await this.#log.lastSeq(room);
    const top = Math.max(1, Math.min(before ?? Number.POSITIVE_INFINITY, last + 1));
    const end = Math.max(1, top - limits.search.chats);
    const state = { found: [], unread: top, waiting: [], searchedTo: top };
    const search: Search = { room, wanted: fold(q), end, ...state };
    while (search.searchedTo > end && search.found.length < limits.page.usual)
      await inTurn(() => this.#step(search));
    const { found, searchedTo } = search;
    return { chats: await inTurn(() => this.#read(room, found)), more: searchedTo > 1, searchedTo };
  }

  /**
   * The seq of the first chat at or after a time, or the one to come. Numbers have no holes and times ascend with them,
   * so that some 17 reads find one of 100,000 without an index of times.
   */
  async firstSince(room: string, since: Date): Promise<number> {
    let first = 1;
    let end = (await this.#log.lastSeq(room)) + 1;
    while (first < end) {
      const seq = Math.floor((first + end) / 2);
      const chat = await this.#chats.findOne({ room, seq }, { createdAt: 1 }).lean();
      if (chat && chat.createdAt < since) first = seq + 1;
      else end = seq;
    }
    return first;
  }

  async #step(search: Search): Promise<void> {
    if (!search.waiting.length) await this.#readNext(search);
    const { wanted, found, waiting } = search;
    let letters = 0;
    while (waiting.length && letters < LETTERS_IN_STEP && found.length < limits.page.usual) {
      const next = waiting.shift()!;
      letters += 2 * (next.chat?.length ?? 0) + (next.gif?.alt?.length ?? 0);
      if (hasFolded(next, wanted)) found.push(next.seq);
      search.searchedTo = next.seq;
    }
    if (!waiting.length && found.length < limits.page.usual) search.searchedTo = search.unread;
  }

  async #readNext(search: Search): Promise<void> {
    const from = Math.max(search.end, search.unread - MAX_READ);
    const filter = { room: search.room, seq: trusted({ $gte: from, $lt: search.unread }) };
    const needed = { seq: 1, chat: 1, "gif.alt": 1 };
    search.waiting = await this.#chats.find(filter, needed).sort({ seq: -1 }).lean<Searched[]>();
    search.unread = from;
  }

  async #read(room: string, seqs: number[]): Promise<Found["chats"]> {
    if (!seqs.length) return [];
    const filter = { room, seq: trusted({ $in: seqs }), removedAt: trusted({ $exists: false }) };
    return this.#log.quotes.toChats(await this.#chats.find(filter).sort({ seq: -1 }).lean());
  }
}
