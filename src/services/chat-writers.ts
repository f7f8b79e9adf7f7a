import type { ChatRecord } from "../db/chat.js";
import { ChatWriter } from "./chat-writer.js";
import type { Context } from "./context.js";
import type { RoomNews } from "./room-news.js";
import { chatView } from "./views.js";

const NOTE_MS = 1000;
const REMEMBER_MS = 60_000;

/** The writer of each room that somebody talks in, and the note in the room's record of how far it is. */
export class ChatWriters {
  readonly #context: Context;
  readonly #news: RoomNews;
  readonly #writers = new Map<string, ChatWriter>();
  readonly #notes = new Map<string, ChatRecord>();
  #timer: NodeJS.Timeout | undefined;

  constructor(context: Context, news: RoomNews) {
    this.#context = context;
    this.#news = news;
  }

  of(room: string): ChatWriter {
    const writer = this.#writers.get(room) ?? new ChatWriter(room, this.#context.models.chats, this.#tell);
    this.#writers.set(room, writer);
    return writer;
  }

  async end(room: string): Promise<void> {
    this.#notes.delete(room);
    // The ended writer stays for a while, to refuse who was let in a moment before the end.
    const writer = this.of(room);
    setTimeout(() => this.#writers.delete(room), REMEMBER_MS).unref();
    await writer.end();
  }

  /** What was taken is stored before the database is closed. */
  async close(): Promise<void> {
    await Promise.all([...this.#writers.values()].map((writer) => writer.drain()));
    clearTimeout(this.#timer);
    await this.#write();
  }

  readonly #tell = (stored: ChatRecord[]): void => {
    const last = stored.at(-1)!;
    this.#context.announcer.chats(last.room, stored.map(chatView));
    this.#notes.set(last.room, last);
    this.#timer ??= setTimeout(() => this.#context.background.run(() => this.#write()), NOTE_MS);
  };

  /** Once a second at most: the lobby needs no more, and the writer of a busy room should not wait for it. */
  async #write(): Promise<void> {
    this.#timer = undefined;
    const notes = [...this.#notes.values()];
    this.#notes.clear();
    for (const { room, seq, createdAt } of notes) {
      await this.#context.models.rooms.updateOne(
        { _id: room },
        { $set: { chats: seq, lastChatAt: createdAt } },
      );
      this.#news.changed(room);
    }
  }
}
