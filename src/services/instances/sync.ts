import { trusted } from "mongoose";
import type { RoomRecord } from "../../db/models/room.js";
import type { Changes } from "../chats/chat-edits.js";
import type { ChatWriters } from "../chats/chat-log.js";
import type { Hint } from "../peers.js";
import type { Context } from "../ports.js";
import type { RoomNews } from "../rooms/lobby-feed.js";
import type { Endings } from "../rooms/room-removal.js";
import type { Company } from "../seats/member-events.js";
import type { Seats } from "../seats/seats.js";
import type { Lease } from "./lease.js";

/** What was written at one moment may be seen a little later. */
const OVERLAP_MS = 5000;

export interface PeerNewsParts {
  lease: Lease;
  company: Company;
  news: RoomNews;
  writers: ChatWriters;
  changes: Changes;
  endings: Endings;
  seats: Seats;
}

/**
 * What other instances do, and those who are connected here are to hear. Hints say it at once; whatever hints miss, a
 * look at what was touched lately finds. Both lead to the same record, so it does no harm to hear of it twice.
 */
export class PeerNews {
  readonly #context: Context;
  readonly #parts: PeerNewsParts;
  #lookedAt: Date;

  constructor(context: Context, parts: PeerNewsParts) {
    this.#context = context;
    this.#parts = parts;
    this.#lookedAt = parts.lease.now;
  }

  async hear(hint: Hint): Promise<void> {
    const { announcer } = this.#context;
    const { writers, changes, endings, seats } = this.#parts;
    const { about, room } = hint;
    if (about === "chats") await writers.hear(room, hint.chats);
    else if (about === "changes") await changes.hear(room, hint.last);
    else if (about === "typing") announcer.typing(room, hint.member);
    else if (about === "whisper") announcer.whispered(room, hint.whisper);
    else if (about === "page" || about === "socket") seats.seenElsewhere(room, hint.visitor, about);
    else if (about === "ended") await endings.hear(room);
    else if (about === "changed") await this.#lookAt(room);
  }

  /** Everything since the last look. */
  async look(): Promise<void> {
    const { now } = this.#parts.lease;
    const since = trusted({ $gte: new Date(this.#lookedAt.getTime() - OVERLAP_MS) });
    const { rooms, ended } = this.#context.models;
    for (const room of await rooms.find({ touchedAt: since }).lean()) await this.#see(room);
    for (const { _id } of await ended.find({ at: since }).lean()) await this.#parts.endings.hear(_id);
    this.#lookedAt = now;
  }

  /** What a process that died may have stored without a word. */
  async lookAtAll(): Promise<void> {
    await this.#parts.writers.catchUpAll();
  }

  async #lookAt(room: string): Promise<void> {
    const record = await this.#context.models.rooms.findById(room).lean();
    if (record) await this.#see(record);
    else await this.#parts.endings.hear(room);
  }

  async #see(record: RoomRecord): Promise<void> {
    const { company, news, writers, changes } = this.#parts;
    company.hear(record);
    news.hear(record);
    await writers.catchUp(record._id, record.chats);
    await changes.hear(record._id, record.changes ?? 0);
  }
}
