import type { RoomRecord } from "../../db/models/room.js";
import type { Member } from "../../shared/events.js";
import { Refusal } from "../errors.js";
import type { Lease } from "../instances/lease.js";
import type { Context } from "../ports.js";
import type { RoomNews } from "../rooms/lobby-feed.js";
import type { Endings } from "../rooms/room-removal.js";
import type { Fading } from "./fading.js";
import type { Company } from "./member-events.js";
import { type Hold, type Presence, stay } from "./presence.js";
import type { SeatRecords } from "./seat-store.js";

export interface SeatParts {
  presence: Presence;
  lease: Lease;
  records: SeatRecords;
  company: Company;
  fading: Fading;
  endings: Endings;
  news: RoomNews;
}

export interface Seat {
  room: RoomRecord;
  /** The socket is gone; calling it again does nothing. */
  release(): void;
}

const granted = Promise.resolve();

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
    this.#refuseUnfit();
    const hold = this.#grip(room, visitor);
    const wasEnding = hold.seated && this.#parts.presence.isEnding(room);
    // Counted before the database is asked, so that no timer ends the seat meanwhile.
    hold.sockets++;
    hold.live = true;
    hold.expectedUntil = 0;
    stay(hold);
    let here = true;
    const release = () => {
      if (here) this.#socketGone(room, hold);
      here = false;
    };
    try {
      const record = await this.#sit(visitor, room, hold);
      if (wasEnding) this.#parts.news.changed(room);
      this.#context.peers.tell({ about: "socket", room, visitor: visitor.id });
      return { room: record, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** A page view takes the seat for a while. Whoever has come by a socket holds it by sockets alone. */
  async visit(visitor: Member, room: string): Promise<RoomRecord> {
    this.#refuseUnfit();
    const hold = this.#grip(room, visitor);
    if (hold.live) this.#parts.fading.expect(room, hold);
    else this.#parts.fading.lease(room, hold);
    try {
      const record = await this.#sit(visitor, room, hold);
      if (!hold.live) this.#context.peers.tell({ about: "page", room, visitor: visitor.id });
      return record;
    } catch (error) {
      if (!hold.seated && !hold.sockets) this.#parts.presence.drop(room, hold);
      throw error;
    }
  }

  /** The visitor's sockets are about to be connected anew: the seat waits for them. */
  expectBack(room: string, visitor: string): void {
    const hold = this.#parts.presence.get(room, visitor);
    if (hold) this.#parts.fading.expect(room, hold);
  }

  /** Another instance has seen the visitor: where sockets come, what a page holds waits no longer than for a reload. */
  seenElsewhere(room: string, visitor: string, by: "page" | "socket"): void {
    const hold = this.#parts.presence.get(room, visitor);
    if (!hold) return;
    if (by === "page" && hold.sockets) this.#context.peers.tell({ about: "socket", room, visitor });
    if (by === "page" || hold.live) return;
    hold.live = true;
    this.#parts.fading.expect(room, hold);
  }

  async leave(visitor: Member, room: string): Promise<void> {
    const left = await this.expel(room, visitor.id, "left");
    if (!left && !(await this.#context.models.rooms.exists({ _id: room })))
      throw new Refusal("ROOM_NOT_FOUND");
  }

  /** Ends a seat now, with everything connected to it. */
  async expel(room: string, visitor: string, reason: "left" | "kicked" | "banned"): Promise<boolean> {
    this.#refuseUnfit();
    const { presence, records } = this.#parts;
    const hold = presence.get(room, visitor);
    if (hold) presence.drop(room, hold);
    const left = await records.evict(room, visitor);
    // At once, without the rest that news of a room take.
    if (left) this.#context.peers.tell({ about: "changed", room });
    if (left?.members.length === 0) await this.#emptied(room);
    this.#context.announcer.expelled(room, visitor, reason);
    return left !== undefined;
  }

  /** Known in memory for whoever is connected here, so that a chat costs no query. */
  holds(room: string, visitor: string): boolean {
    return !this.#parts.lease.isLost && this.#parts.presence.get(room, visitor)?.seated === true;
  }

  /** Most who ask are connected here, and wait for nothing. */
  require(visitor: Member, room: string): Promise<void> {
    this.#refuseUnfit();
    return this.holds(room, visitor.id) ? granted : this.#look(visitor, room);
  }

  async #look(visitor: Member, room: string): Promise<void> {
    const { models, peers } = this.#context;
    const record = await models.rooms.findById(room, { "members.id": 1 }).lean();
    if (!record) throw new Refusal("ROOM_NOT_FOUND");
    // Another instance may hold the seat, when requests go now to one and now to another.
    if (peers.alone || !record.members.some(({ id }) => id === visitor.id)) throw new Refusal("NOT_ALLOWED");
  }

  async rename(visitor: Member): Promise<void> {
    const rooms = await this.#context.models.rooms.find({ "members.id": visitor.id }, { _id: 1 }).lean();
    for (const { _id } of rooms) await this.#parts.records.rename(visitor, _id);
  }

  close(): void {
    this.#closed = true;
    this.#parts.presence.clear();
  }

  #grip(room: string, visitor: Member): Hold {
    return this.#parts.presence.grip(room, visitor, this.#parts.lease.id);
  }

  async #sit(visitor: Member, room: string, hold: Hold): Promise<RoomRecord> {
    const { presence, records, company } = this.#parts;
    const record = await records.take(visitor, room, hold);
    if (this.#closed) throw new Refusal("BUSY");
    if (!presence.has(room, hold)) {
      // Revoked while the database was asked: what was taken by this hold is given back.
      await records.free(room, visitor.id, hold);
      throw new Refusal("NOT_ALLOWED");
    }
    // A newer record has overtaken this one, in which the seat is lost again.
    if (!company.sees(room, hold)) {
      presence.drop(room, hold);
      throw new Refusal("NOT_ALLOWED");
    }
    hold.seated = true;
    return record;
  }

  #socketGone(room: string, hold: Hold): void {
    hold.sockets--;
    if (hold.sockets > 0 || this.#closed || !this.#parts.presence.has(room, hold)) return;
    if (hold.seated) this.#parts.fading.socketGone(room, hold);
    else this.#parts.presence.drop(room, hold);
  }

  /** What is known here may be wrong by now, and so a "no" as well: whoever asks is to ask again. */
  #refuseUnfit(): void {
    if (this.#closed || this.#parts.lease.isLost) throw new Refusal("BUSY");
  }

  async #emptied(room: string): Promise<void> {
    await this.#parts.endings.schedule(room);
    // What was told when the seat was freed may have been read before this.
    this.#parts.news.changed(room);
  }
}
