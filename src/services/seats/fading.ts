import type { Context } from "../ports.js";
import type { RoomNews } from "../rooms/lobby-feed.js";
import type { Endings } from "../rooms/room-removal.js";
import type { Hold, Presence } from "./presence.js";
import type { SeatRecords } from "./seat-store.js";

/** A visitor without JavaScript keeps a seat this long after each page view. */
const PAGE_LEASE_MS = 120_000;
/** A page brings its socket at most this long after it was looked at. */
const RELOAD_MS = 10_000;

export interface FadingParts {
  presence: Presence;
  records: SeatRecords;
  endings: Endings;
  news: RoomNews;
}

/** How long a seat outlives what holds it: it is given up when the time is over, unless somebody came back. */
export class Fading {
  readonly #context: Context;
  readonly #parts: FadingParts;

  constructor(context: Context, parts: FadingParts) {
    this.#context = context;
    this.#parts = parts;
  }

  socketGone(room: string, hold: Hold): void {
    this.fade(room, hold, Math.max(Date.now() + this.#context.emptyRoomGraceMs, hold.expectedUntil));
    this.#parts.news.changed(room);
  }

  /** A reload that takes longer than the grace is not to end the room that it has just been shown. */
  expect(room: string, hold: Hold): void {
    hold.expectedUntil = Date.now() + RELOAD_MS;
    if (hold.sockets > 0) return;
    this.fade(room, hold, Date.now() + Math.max(RELOAD_MS, this.#context.emptyRoomGraceMs));
    this.#parts.news.changed(room);
  }

  lease(room: string, hold: Hold): void {
    const wasEnding = Number.isFinite(hold.deadline);
    this.fade(room, hold, Date.now() + PAGE_LEASE_MS);
    // Somebody who reads is there: the lobby is not to say that the room is ending.
    hold.deadline = Infinity;
    if (wasEnding) this.#parts.news.changed(room);
  }

  fade(room: string, hold: Hold, deadline: number): void {
    clearTimeout(hold.timer);
    hold.deadline = deadline;
    hold.timer = setTimeout(() => this.#expire(room, hold), deadline - Date.now());
  }

  #expire(room: string, hold: Hold): void {
    this.#parts.presence.drop(room, hold);
    this.#context.background.insist(async () => {
      const left = await this.#parts.records.free(room, hold.visitor, hold);
      if (left?.members.length === 0) await this.#parts.endings.endIfEmpty(room);
    });
  }
}
