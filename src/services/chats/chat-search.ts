import { trusted } from "mongoose";
import type { ChatModel, ChatRecord } from "../../db/models/chat.js";
import type { Found } from "../../shared/events.js";
import { limits } from "../../shared/limits.js";
import type { ChatLog } from "./chat-log.js";

const STEP = 200;

const fold = (text: string): string => text.normalize("NFKC").toLowerCase();

/** Looks through the chats themselves: an index of their words would have to be erased with each of them. */
export class ChatSearch {
  readonly #chats: ChatModel;
  readonly #log: ChatLog;

  constructor(chats: ChatModel, log: ChatLog) {
    this.#chats = chats;
    this.#log = log;
  }

  async find(room: string, q: string, before?: number): Promise<Found> {
    const wanted = fold(q);
    const found: ChatRecord[] = [];
    const top = Math.min(before ?? Number.POSITIVE_INFINITY, (await this.#log.lastSeq(room)) + 1);
    const end = Math.max(1, top - limits.search.chats);
    let searchedTo = Math.max(1, top);
    while (searchedTo > end && found.length < limits.page.usual) {
      const from = Math.max(end, searchedTo - STEP);
      const seq = trusted({ $gte: from, $lt: searchedTo });
      const records = await this.#chats.find({ room, seq }).sort({ seq: -1 }).lean();
      searchedTo = from;
      for (const record of records) {
        if (!fold(`${record.chat ?? ""}\n${record.gif?.alt ?? ""}`).includes(wanted)) continue;
        found.push(record);
        if (found.length < limits.page.usual) continue;
        searchedTo = record.seq;
        break;
      }
    }
    return { chats: await this.#log.quotes.toChats(found), more: searchedTo > 1, searchedTo };
  }
}
