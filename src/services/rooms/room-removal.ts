import { trusted } from "mongoose";
import type { Changes } from "../chats/chat-edits.js";
import type { ChatWriters } from "../chats/chat-log.js";
import type { Context } from "../ports.js";
import type { Presence } from "../seats/presence.js";
import type { RoomNews } from "./lobby-feed.js";

/** A timer cannot wait longer than this. */
const LONGEST_TIMER = 2 ** 31 - 1;

export interface EndingsParts {
  presence: Presence;
  news: RoomNews;
  writers: ChatWriters;
  changes: Changes;
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

  /** A room that is empty ends after the grace, unless somebody takes a seat before. */
  async schedule(room: string, graceMs = this.#context.emptyRoomGraceMs): Promise<void> {
    const at = new Date(Date.now() + graceMs);
    const empty = { _id: room, members: trusted({ $size: 0 }) };
    const { matchedCount } = await this.#context.models.rooms.updateOne(empty, { $set: { endsAt: at } });
    if (matchedCount) this.expect(room, at);
  }

  /** The same for a room whose record says so already. */
  expect(room: string, at: Date): void {
    clearTimeout(this.#timers.get(room));
    const wait = Math.min(Math.max(0, at.getTime() - Date.now()), LONGEST_TIMER);
    const timer = setTimeout(() => this.#context.background.insist(() => this.#due(room, at)), wait);
    this.#timers.set(room, timer);
  }

  /** Ends what is due and has no timer any more, because the process that had it is gone. */
  async takeOver(): Promise<void> {
    const overdue = { members: trusted({ $size: 0 }), endsAt: trusted({ $lte: new Date() }) };
    const found = await this.#context.models.rooms.find(overdue, { endsAt: 1 }).lean();
    for (const { _id, endsAt } of found) await this.#due(_id, endsAt!);
  }

  /** Ends the room if nobody has a seat in it. */
  endIfEmpty(room: string): Promise<boolean> {
    return this.#end({ _id: room, members: trusted({ $size: 0 }) });
  }

  endFor(owner: string, room: string): Promise<boolean> {
    return this.#end({ _id: room, "owner.id": owner });
  }

  /** Another instance has removed it. */
  async hear(room: string): Promise<void> {
    if (this.#parts.news.isOver(room)) return;
    // What was written here after the other had cleared up.
    if (await this.#close(room)) await this.#empty(room);
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
    const { models, peers, background } = this.#context;
    const { deletedCount } = await models.rooms.deleteOne(which);
    if (deletedCount !== 1) return false;
    const { _id: room } = which;
    peers.tell({ about: "ended", room });
    const closed = this.#close(room);
    if (!peers.alone) background.insist(() => this.#note(room));
    await closed;
    await this.#empty(room).catch(() => background.insist(() => this.#empty(room)));
    return true;
  }

  /** Whoever is here hears it, and nothing more is written. Says whether anything was. */
  async #close(room: string): Promise<boolean> {
    const { presence, news, writers, changes } = this.#parts;
    presence.dropRoom(room);
    // Another look may have found it gone while this process was still being told that it has removed it.
    const isNews = !news.isOver(room);
    news.end(room);
    changes.forget(room);
    clearTimeout(this.#timers.get(room));
    this.#timers.delete(room);
    if (isNews) this.#context.announcer.roomRemoved(room);
    return writers.end(room);
  }

  async #empty(room: string): Promise<void> {
    await this.#context.models.chats.deleteMany({ room });
    await this.#context.files.removeRoom(room);
  }

  /** For the instances that do not hear it. */
  async #note(room: string): Promise<void> {
    const now = { $currentDate: { at: true as const } };
    await this.#context.models.ended.updateOne({ _id: room }, now, { upsert: true });
  }
}
