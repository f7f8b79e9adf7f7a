import { trusted } from "mongoose";
import type { ChatWriters } from "./chat-writers.js";
import type { Context } from "./context.js";
import type { Presence } from "./presence.js";
import type { RoomNews } from "./room-news.js";

/** A timer cannot wait longer than this. */
const LONGEST_TIMER = 2 ** 31 - 1;

export interface EndingsParts {
  presence: Presence;
  news: RoomNews;
  writers: ChatWriters;
}

/** How rooms end: exactly once, with all that is in them. */
export class Endings {
  readonly #context: Context;
  readonly #parts: EndingsParts;
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(context: Context, parts: EndingsParts) {
    this.#context = context;
    this.#parts = parts;
  }

  /** A room that is empty ends at this time, unless somebody takes a seat before. */
  async schedule(room: string, at: Date): Promise<void> {
    const empty = { _id: room, members: trusted({ $size: 0 }) };
    const { matchedCount } = await this.#context.models.rooms.updateOne(empty, { $set: { endsAt: at } });
    if (matchedCount) this.expect(room, at);
  }

  /** The same for a room whose record says so already. */
  expect(room: string, at: Date): void {
    clearTimeout(this.#timers.get(room));
    const wait = Math.min(Math.max(0, at.getTime() - Date.now()), LONGEST_TIMER);
    const timer = setTimeout(() => this.#context.background.run(() => this.#due(room, at)), wait);
    this.#timers.set(room, timer);
  }

  /** Ends the room if nobody has a seat in it. */
  endIfEmpty(room: string): Promise<boolean> {
    return this.#end({ _id: room, members: trusted({ $size: 0 }) });
  }

  endFor(owner: string, room: string): Promise<boolean> {
    return this.#end({ _id: room, "owner.id": owner });
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  async #due(room: string, at: Date): Promise<void> {
    this.#timers.delete(room);
    // Somebody may have come and gone meanwhile: then a later end was set, with a timer of its own.
    await this.#end({ _id: room, members: trusted({ $size: 0 }), endsAt: trusted({ $lte: at }) });
  }

  /** The one who deletes the record clears up; everyone else finds nothing. What a crash leaves, the next start clears. */
  async #end(which: { _id: string } & Record<string, unknown>): Promise<boolean> {
    const { deletedCount } = await this.#context.models.rooms.deleteOne(which);
    if (deletedCount !== 1) return false;
    const { _id: room } = which;
    const { presence, news, writers } = this.#parts;
    presence.dropRoom(room);
    news.end(room);
    clearTimeout(this.#timers.get(room));
    this.#timers.delete(room);
    this.#context.announcer.roomRemoved(room);
    await writers.end(room);
    await this.#context.models.chats.deleteMany({ room });
    await this.#context.files.removeRoom(room);
    return true;
  }
}
