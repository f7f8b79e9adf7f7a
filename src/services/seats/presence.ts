import { absentUntil } from "../../db/models/absence.js";
import type { RoomRecord } from "../../db/models/room.js";
import { randomId } from "../../lib/random-id.js";
import type { Context } from "../ports.js";
import type { Hold } from "./hold.js";

const PAGE_LEASE_MS = 120_000;
const UNSETTLED_MS = 1000;
/** Within it, the socket of a page that was shown has come. */
export const PAGE_SHOWN_MS = 10_000;

export type Snapshot = Pick<
  RoomRecord,
  | "rev"
  | "members"
  | "holds"
  | "absences"
  | "visited"
  | "listed"
  | "owner"
  | "hosts"
  | "acting"
  | "next"
  | "slow"
  | "readOnly"
>;

/** Without what is large, since it is kept for every room with seats. */
export function toSnapshot(record: Snapshot): Snapshot {
  const { rev, members, holds, absences, visited, listed, owner, hosts, acting, next, slow, readOnly } =
    record;
  return { rev, members, holds, absences, visited, listed, owner, hosts, acting, next, slow, readOnly };
}

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
    if (hold.sockets === 0) this.expectSocket(room, hold);
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
    hold.isLeased = false;
  }

  /** A reload that takes longer than the grace period must not end the room that it was just shown. */
  expectSocket(room: string, hold: Hold): void {
    hold.shownUntil = Date.now() + PAGE_SHOWN_MS;
    if (hold.sockets > 0) return;
    const grace = Date.now() + this.#context.emptyRoomGraceMs;
    const kept = hold.isLeased || !Number.isFinite(hold.expiresAt) ? 0 : hold.expiresAt;
    this.expireAt(room, hold, Math.max(grace, kept, hold.shownUntil));
    this.#context.events.emit("roomChanged", room);
  }

  leaseToPage(room: string, hold: Hold): void {
    const wasEnding = isEnding(hold);
    hold.shownUntil = Date.now() + PAGE_SHOWN_MS;
    this.expireAt(room, hold, Math.max(Date.now() + PAGE_LEASE_MS, wasEnding ? hold.expiresAt : 0));
    hold.isLeased = true;
    if (wasEnding) this.#context.events.emit("roomChanged", room);
  }

  expireAt(room: string, hold: Hold, at: number): void {
    clearTimeout(hold.timer);
    hold.expiresAt = at;
    hold.isLeased = false;
    hold.timer = setTimeout(() => this.#expire(room, hold), at - Date.now());
  }

  endsAt(record: Pick<RoomRecord, "_id" | "members" | "absences"> & Partial<RoomRecord>): Date | undefined {
    let last = Number.NEGATIVE_INFINITY;
    for (const { id } of record.members) {
      const hold = this.get(record._id, id);
      if (hold && !isEnding(hold)) return undefined;
      // The first hold that stays decides it; full rooms are asked often.
      const end = hold?.expiresAt ?? absentUntil(record, id);
      if (end === undefined) return undefined;
      last = Math.max(last, end);
    }
    return Number.isFinite(last) ? new Date(last) : undefined;
  }

  isEnding(room: string): boolean {
    return this.holdsIn(room).every((hold) => !hold.isSeated || isEnding(hold));
  }

  get listedSeatCount(): number {
    return this.#all().filter(([room, hold]) => hold.isSeated && this.#isListed(room)).length;
  }

  #isListed(room: string): boolean {
    return this.#rooms.get(room)?.snapshot?.listed !== false;
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

/** No countdown for visitors who read a page without scripts. */
const isEnding = ({ isLeased, expiresAt }: Hold): boolean => !isLeased && Number.isFinite(expiresAt);

const createHold = (visitor: string, instance: string, token: string): Hold => ({
  instance,
  token,
  visitor,
  isSeated: false,
  sockets: 0,
  hasScripts: false,
  expiresAt: Number.POSITIVE_INFINITY,
  isLeased: false,
  shownUntil: 0,
});
