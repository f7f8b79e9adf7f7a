import { touch } from "../../db/models/room.js";
import { updateEach } from "../../db/room-write-events.js";
import type { Chat } from "../../shared/events.js";
import type { Context } from "../ports.js";
import type { RoomNews } from "../rooms/lobby-feed.js";
import type { ChatInserts } from "./batch-inserter.js";
import type { Newest } from "./recent-chats.js";
import { type ChatStore, ChatWriter } from "./room-chat-writer.js";

const NOTE_MS = 2000;
const REMEMBER_MS = 60_000;

export interface ChatWritersParts {
  news: RoomNews;
  newest: Newest;
  inserts: ChatInserts;
}

/** The writer of each room that somebody talks in, and the note in the room's record of how far it is. */
export class ChatWriters {
  readonly #context: Context;
  readonly #parts: ChatWritersParts;
  readonly #writers = new Map<string, ChatWriter>();
  readonly #notes = new Map<string, Chat>();
  #timer: NodeJS.Timeout | undefined;

  constructor(context: Context, parts: ChatWritersParts) {
    this.#context = context;
    this.#parts = parts;
  }

  of(room: string): ChatWriter {
    const writer = this.#writers.get(room) ?? this.#make(room);
    this.#writers.set(room, writer);
    return writer;
  }

  #make(room: string): ChatWriter {
    const { inserts, newest } = this.#parts;
    const store: ChatStore = {
      turn: () => inserts.turn(),
      replyTurn: () => inserts.replyTurn(),
      insert: (records) => newest.write(room, () => inserts.insert(records)),
    };
    return new ChatWriter(room, { chats: this.#context.models.chats, store }, this.#tell);
  }

  /** Another instance has stored these chats. */
  async hear(room: string, chats: Chat[]): Promise<void> {
    const writer = this.#writers.get(room);
    if (writer?.follow(chats[0]!.seq, chats.at(-1)!.seq)) this.#context.announcer.chats(room, chats);
    else await this.catchUp(room, chats.at(-1)!.seq);
  }

  /** For those who listen here. */
  async catchUp(room: string, last: number): Promise<void> {
    const told = this.#writers.get(room)?.told;
    if (told !== undefined && told < last) await this.of(room).catchUp();
  }

  async catchUpAll(): Promise<void> {
    for (const writer of this.#writers.values()) if (writer.told !== undefined) await writer.catchUp();
  }

  /** Says whether there was anybody to write here. */
  async end(room: string): Promise<boolean> {
    this.#notes.delete(room);
    const wrote = this.#writers.has(room);
    // The ended writer stays for a while, to refuse who was let in a moment before the end.
    const writer = this.of(room);
    setTimeout(() => this.#writers.delete(room), REMEMBER_MS).unref();
    await writer.end();
    return wrote;
  }

  /** What was taken is stored before the database is closed. */
  async close(): Promise<void> {
    await Promise.all([...this.#writers.values()].map((writer) => writer.drain()));
    clearTimeout(this.#timer);
    await this.#context.background.run(() => this.#write());
  }

  readonly #tell = (chats: Chat[], ours: boolean): void => {
    const last = chats.at(-1)!;
    const { room } = last;
    const { announcer, peers, meter } = this.#context;
    announcer.chats(room, chats);
    if (ours) peers.tell({ about: "chats", room, chats });
    if (ours) meter.stored(chats.length);
    this.#notes.set(room, last);
    this.#noteSoon();
  };

  #noteSoon(): void {
    this.#timer ??= setTimeout(() => this.#context.background.insist(() => this.#write()), NOTE_MS);
  }

  /** Every two seconds at most: the lobby needs no more, and the writer of a busy room should not wait for it. */
  async #write(): Promise<void> {
    this.#timer = undefined;
    const notes = new Map(this.#notes);
    const { rooms, roomWrites } = this.#context.models;
    const changes = new Map([...notes].map(([room, note]) => [room, changeOf(note)]));
    const { changed, error } = await updateEach(rooms, roomWrites, changes);
    for (const room of changed) {
      if (this.#notes.get(room) === notes.get(room)) this.#notes.delete(room);
      this.#parts.news.changed(room);
    }
    if (error) throw error;
  }
}

/** Another instance may be ahead. */
const changeOf = ({ seq, createdAt }: Chat) => ({
  $max: { chats: seq, lastChatAt: new Date(createdAt) },
  ...touch,
});
