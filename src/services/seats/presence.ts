import type { RoomRecord } from "../../db/models/room.js";
import { randomId } from "../../lib/random-id.js";
import type { Member } from "../../shared/events.js";
import type { Context } from "../ports.js";

const PAGE_LEASE_MS = 120_000;
const RELOAD_MS = 10_000;
const UNSETTLED_MS = 1000;

export interface Hold {
  /** Stored in the room's record too: a seat is given up by naming the hold, so a newer hold keeps the seat. */
  readonly instance: string;
  readonly token: string;
  readonly visitor: string;
  isSeated: boolean;
  sockets: number;
  /** A socket used this hold, so the visitor's browser runs scripts. */
  hasScripts: boolean;
  expiresAt: number;
  /** A page was viewed or a socket is reconnecting: a socket should come by then. */
  socketExpectedUntil: number;
  timer?: NodeJS.Timeout | undefined;
}

export type Snapshot = Pick<RoomRecord, "rev" | "members" | "holds">;

interface Occupancy {
  holds: Map<string, Hold>;
  snapshot?: Snapshot;
}

export class Presence {
  readonly #context: Context;
  readonly #rooms = new Map<string, Occupancy>();
  #onExpired: (room: string, hold: Hold) => void = () => {};

  constructor(context: Context) {
    this.#context = context;
    context.events.on("roomRemoved", (room) => this.#removeRoom(room));
  }

  /** Called after an expired hold was removed here; its seat in the record is the listener's to free. */
  onExpired(listener: (room: string, hold: Hold) => void): void {
    this.#onExpired = listener;
  }

  get(room: string, visitor: string): Hold | undefined {
    return this.#rooms.get(room)?.holds.get(visitor);
  }

  has(room: string, hold: Hold): boolean {
    return this.get(room, hold.visitor) === hold;
  }

  getOrCreate(room: string, visitor: string, instance: string, token?: string): Hold {
    const { holds } = this.#occupancyOf(room);
    const hold = holds.get(visitor) ?? createHold(visitor, instance, token ?? randomId(9));
    holds.set(visitor, hold);
    return hold;
  }

  remove(room: string, hold: Hold): void {
    clearTimeout(hold.timer);
    const occupancy = this.#rooms.get(room);
    if (occupancy?.holds.get(hold.visitor) === hold) occupancy.holds.delete(hold.visitor);
    if (occupancy?.holds.size === 0) this.#rooms.delete(room);
  }

  putBack(room: string, hold: Hold): void {
    if (this.get(room, hold.visitor)) return;
    this.#occupancyOf(room).holds.set(hold.visitor, hold);
    if (hold.sockets === 0) this.onSocketClosed(room, hold);
  }

  clear(): [room: string, hold: Hold][] {
    const all = this.#all();
    for (const room of [...this.#rooms.keys()]) this.#removeRoom(room);
    return all;
  }

  holdsIn(room: string): Hold[] {
    return [...(this.#rooms.get(room)?.holds.values() ?? [])];
  }

  snapshot(room: string): Snapshot | undefined {
    return this.#rooms.get(room)?.snapshot;
  }

  setSnapshot(room: string, snapshot: Snapshot): void {
    const occupancy = this.#rooms.get(room);
    if (occupancy) occupancy.snapshot = snapshot;
  }

  keepAlive(hold: Hold): void {
    clearTimeout(hold.timer);
    hold.timer = undefined;
    hold.expiresAt = Number.POSITIVE_INFINITY;
  }

  onSocketClosed(room: string, hold: Hold): void {
    const grace = Date.now() + this.#context.emptyRoomGraceMs;
    this.expireAt(room, hold, Math.max(grace, hold.socketExpectedUntil));
    this.#context.events.emit("roomChanged", room);
  }

  /** A reload that takes longer than the grace period must not end the room that it was just shown. */
  expectSocket(room: string, hold: Hold): void {
    hold.socketExpectedUntil = Date.now() + RELOAD_MS;
    if (hold.sockets > 0) return;
    this.expireAt(room, hold, Date.now() + Math.max(RELOAD_MS, this.#context.emptyRoomGraceMs));
    this.#context.events.emit("roomChanged", room);
  }

  leaseToPage(room: string, hold: Hold): void {
    const wasEnding = Number.isFinite(hold.expiresAt);
    this.expireAt(room, hold, Date.now() + PAGE_LEASE_MS);
    // Somebody is reading: the lobby should not show a countdown.
    hold.expiresAt = Number.POSITIVE_INFINITY;
    if (wasEnding) this.#context.events.emit("roomChanged", room);
  }

  expireAt(room: string, hold: Hold, at: number): void {
    clearTimeout(hold.timer);
    hold.expiresAt = at;
    hold.timer = setTimeout(() => this.#expire(room, hold), at - Date.now());
  }

  endsAt(room: string, members: Member[]): Date | undefined {
    let last = Number.NEGATIVE_INFINITY;
    for (const { id } of members) {
      last = Math.max(last, this.get(room, id)?.expiresAt ?? Number.POSITIVE_INFINITY);
      // The first hold that stays decides it; full rooms are asked often.
      if (last === Number.POSITIVE_INFINITY) return undefined;
    }
    return Number.isFinite(last) ? new Date(last) : undefined;
  }

  isEnding(room: string): boolean {
    return this.holdsIn(room).every(({ isSeated, expiresAt }) => !isSeated || Number.isFinite(expiresAt));
  }

  get seatCount(): number {
    return this.#all().filter(([, hold]) => hold.isSeated).length;
  }

  #occupancyOf(room: string): Occupancy {
    const occupancy = this.#rooms.get(room) ?? { holds: new Map<string, Hold>() };
    this.#rooms.set(room, occupancy);
    return occupancy;
  }

  #expire(room: string, hold: Hold): void {
    if (this.#context.database.isSettled) {
      this.remove(room, hold);
      this.#onExpired(room, hold);
    } else {
      hold.timer = setTimeout(() => this.#expire(room, hold), UNSETTLED_MS);
    }
  }

  #removeRoom(room: string): void {
    for (const hold of this.holdsIn(room)) clearTimeout(hold.timer);
    this.#rooms.delete(room);
  }

  #all(): [string, Hold][] {
    return [...this.#rooms].flatMap(([room, { holds }]) =>
      [...holds.values()].map((hold): [string, Hold] => [room, hold]),
    );
  }
}

const createHold = (visitor: string, instance: string, token: string): Hold => ({
  instance,
  token,
  visitor,
  isSeated: false,
  sockets: 0,
  hasScripts: false,
  expiresAt: Number.POSITIVE_INFINITY,
  socketExpectedUntil: 0,
});
