import type { RoomRecord } from "../db/room.js";
import type { Member } from "../shared/events.js";
import type { Context } from "./context.js";
import type { Endings } from "./endings.js";
import { Refusal } from "./errors.js";
import type { Hold, Presence } from "./presence.js";
import type { SeatRecords } from "./seat-records.js";

/** A visitor without JavaScript keeps a seat this long after each page view. */
const PAGE_LEASE_MS = 120_000;
/** A page brings its socket at most this long after it was looked at. */
const RELOAD_MS = 10_000;
/** After a restart everybody has this long to be back. */
const RESTART_GRACE_MS = 10_000;

export interface SeatParts {
  presence: Presence;
  records: SeatRecords;
  endings: Endings;
  changed: (room: string) => void;
}

export interface Seat {
  room: RoomRecord;
  /** The socket is gone; calling it again does nothing. */
  release(): void;
}

/** Who sits where: each seat is held by the visitor's sockets, or by a lease, and given up when they end. */
export class Seats {
  readonly #context: Context;
  readonly #parts: SeatParts;
  #closed = false;

  constructor(context: Context, parts: SeatParts) {
    this.#context = context;
    this.#parts = parts;
  }

  /** A socket takes the seat, or shares the one the visitor has. */
  async arrive(visitor: Member, room: string): Promise<Seat> {
    this.#refuseAtTheEnd();
    const hold = this.#parts.presence.grip(room, visitor);
    // Counted before the database is asked, so that no timer ends the seat meanwhile.
    hold.sockets++;
    hold.live = true;
    hold.expectedUntil = 0;
    clearTimeout(hold.timer);
    hold.deadline = Infinity;
    let here = true;
    const release = () => {
      if (here) this.#socketGone(room, hold);
      here = false;
    };
    try {
      return { room: await this.#sit(visitor, room, hold), release };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** A page view takes the seat for a while. Whoever has come by a socket holds it by sockets alone. */
  async visit(visitor: Member, room: string): Promise<RoomRecord> {
    this.#refuseAtTheEnd();
    const hold = this.#parts.presence.grip(room, visitor);
    if (hold.live) this.#expect(room, hold);
    else this.#lease(room, hold);
    try {
      return await this.#sit(visitor, room, hold);
    } catch (error) {
      if (!hold.seated && !hold.sockets) this.#parts.presence.drop(room, hold);
      throw error;
    }
  }

  /** The visitor's sockets are about to be connected anew: the seat waits for them. */
  expectBack(room: string, visitor: string): void {
    const hold = this.#parts.presence.get(room, visitor);
    if (hold) this.#expect(room, hold);
  }

  async leave(visitor: Member, room: string): Promise<void> {
    const left = await this.expel(room, visitor.id, "left");
    if (!left && !(await this.#context.models.rooms.exists({ _id: room })))
      throw new Refusal("ROOM_NOT_FOUND");
  }

  /** Ends a seat now, with everything connected to it. */
  async expel(room: string, visitor: string, reason: "left" | "kicked" | "banned"): Promise<boolean> {
    this.#refuseAtTheEnd();
    const hold = this.#parts.presence.get(room, visitor);
    if (hold) this.#parts.presence.drop(room, hold);
    const left = await this.#parts.records.free(room, visitor, hold?.token);
    if (left?.members.length === 0) await this.#emptied(room);
    this.#context.announcer.expelled(room, visitor, reason);
    return left !== undefined;
  }

  /** Known in memory for whoever is connected here, so that a chat costs no query. */
  holds(room: string, visitor: string): boolean {
    return this.#parts.presence.get(room, visitor)?.seated === true;
  }

  async require(visitor: Member, room: string): Promise<void> {
    this.#refuseAtTheEnd();
    if (this.holds(room, visitor.id)) return;
    if (!(await this.#context.models.rooms.exists({ _id: room }))) throw new Refusal("ROOM_NOT_FOUND");
    throw new Refusal("NOT_ALLOWED");
  }

  async rename(visitor: Member): Promise<void> {
    for (const room of this.#parts.presence.roomsOf(visitor.id))
      await this.#parts.records.rename(visitor, room);
  }

  /** After a start nobody is connected: who does not come back in time is gone. */
  async restore(): Promise<void> {
    const deadline = Date.now() + Math.max(this.#context.emptyRoomGraceMs, RESTART_GRACE_MS);
    const rooms = this.#context.models.rooms.find({}, { members: 1, holds: 1, endsAt: 1 }).lean();
    for await (const { _id, members, holds, endsAt } of rooms.cursor()) {
      if (members.length === 0 && endsAt) this.#parts.endings.expect(_id, endsAt);
      else if (members.length === 0) await this.#parts.endings.schedule(_id, new Date(deadline));
      for (const member of members) {
        const hold = this.#parts.presence.grip(_id, member, holds?.[member.id]);
        hold.seated = true;
        this.#fade(_id, hold, deadline);
      }
    }
  }

  close(): void {
    this.#closed = true;
    this.#parts.presence.clear();
  }

  async #sit(visitor: Member, room: string, hold: Hold): Promise<RoomRecord> {
    const fading = hold.seated && hold.sockets === 1;
    const record = await this.#parts.records.take(visitor, room, hold.token);
    this.#refuseAtTheEnd();
    if (!this.#parts.presence.has(room, hold)) {
      // Revoked while the database was asked: what was taken by this hold is given back.
      await this.#parts.records.free(room, visitor.id, hold.token);
      throw new Refusal("NOT_ALLOWED");
    }
    hold.seated = true;
    if (fading) this.#parts.changed(room);
    return record;
  }

  #socketGone(room: string, hold: Hold): void {
    hold.sockets--;
    if (hold.sockets > 0 || this.#closed || !this.#parts.presence.has(room, hold)) return;
    if (hold.seated) {
      this.#fade(room, hold, Math.max(Date.now() + this.#context.emptyRoomGraceMs, hold.expectedUntil));
      this.#parts.changed(room);
    } else this.#parts.presence.drop(room, hold);
  }

  /** A reload that takes longer than the grace is not to end the room that it has just been shown. */
  #expect(room: string, hold: Hold): void {
    hold.expectedUntil = Date.now() + RELOAD_MS;
    if (hold.sockets > 0) return;
    this.#fade(room, hold, Date.now() + Math.max(RELOAD_MS, this.#context.emptyRoomGraceMs));
    this.#parts.changed(room);
  }

  /** Nothing is known here any more, so a "no" could be wrong: whoever asks is to ask again. */
  #refuseAtTheEnd(): void {
    if (this.#closed) throw new Refusal("BUSY");
  }

  #lease(room: string, hold: Hold): void {
    this.#fade(room, hold, Date.now() + PAGE_LEASE_MS);
    // Somebody who reads is there: the lobby is not to say that the room is ending.
    hold.deadline = Infinity;
  }

  #fade(room: string, hold: Hold, deadline: number): void {
    clearTimeout(hold.timer);
    hold.deadline = deadline;
    hold.timer = setTimeout(
      () => this.#context.background.run(() => this.#expire(room, hold)),
      deadline - Date.now(),
    );
  }

  async #expire(room: string, hold: Hold): Promise<void> {
    this.#parts.presence.drop(room, hold);
    const left = await this.#parts.records.free(room, hold.visitor, hold.token);
    if (left?.members.length === 0) await this.#parts.endings.endIfEmpty(room);
  }

  async #emptied(room: string): Promise<void> {
    await this.#parts.endings.schedule(room, new Date(Date.now() + this.#context.emptyRoomGraceMs));
    // What was told when the seat was freed may have been read before this.
    this.#parts.changed(room);
  }
}
