import { trusted } from "mongoose";
import type { ChatModel, ChatRecord } from "../../db/models/chat.js";
import type { Chat } from "../../shared/events.js";
import { type Quoted, toChat } from "../presenters.js";

const QUOTED = { room: 1, seq: 1, user: 1, name: 1, chat: 1, gif: 1, removedAt: 1 } as const;

interface Read {
  room: string;
  isOutdated: boolean;
}

// Turns records into chats. A quote is stored as its seq and read each time, so that it shows the chat as it is
// now.
export class Quotes {
  readonly #chats: ChatModel;
  readonly #reads = new Set<Read>();

  constructor(chats: ChatModel) {
    this.#chats = chats;
  }

  async toChat(record: ChatRecord): Promise<Chat> {
    const [chat] = await this.toChats([record]);
    return chat!;
  }

  readonly toChats = async (records: readonly ChatRecord[]): Promise<Chat[]> => {
    const quoted = new Set<number>();
    for (const { replyTo } of records) if (replyTo !== undefined) quoted.add(replyTo);
    if (!quoted.size) return records.map((record) => toChat(record));
    const originals = await this.#read(records[0]!.room, [...quoted]);
    return records.map((record) => toChat(record, originals.get(record.replyTo ?? 0)));
  };

  /** Call when an edit or a removal is announced: who quotes that chat later has to have seen it. */
  changed(room: string): void {
    for (const read of this.#reads) if (read.room === room) read.isOutdated = true;
  }

  async #read(room: string, seqs: number[]): Promise<Map<number, Quoted>> {
    const read: Read = { room, isOutdated: false };
    this.#reads.add(read);
    try {
      for (;;) {
        read.isOutdated = false;
        const filter = { room, seq: trusted({ $in: seqs }) };
        const found = await this.#chats.find(filter, QUOTED).lean<Quoted[]>();
        if (!read.isOutdated) return new Map(found.map((record) => [record.seq, record]));
      }
    } finally {
      this.#reads.delete(read);
    }
  }
}
