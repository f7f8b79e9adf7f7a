import type { RoomRecord } from "../../db/models/room.js";
import type { Member } from "../../shared/events.js";
import { Refusal } from "../errors.js";
import type { InstanceLease } from "../instances/lease.js";
import type { Context, ExpelReason, Visitor } from "../ports.js";
import { endInvitation } from "../rooms/guest-list.js";
import type { RoomCache } from "../rooms/room-cache.js";
import type { RoomRemoval } from "../rooms/room-removal.js";
import { Absences } from "./absences.js";
import { findMember } from "./find-member.js";
import type { Hold } from "./hold.js";
import { MemberEvents } from "./member-events.js";
import type { Presence, Snapshot } from "./presence.js";
import { SeatGrace, type SocketEnd } from "./seat-grace.js";
import { SeatNames } from "./seat-names.js";
import { SeatStore } from "./seat-store.js";
import { SeatTaking } from "./seat-taking.js";

export interface Seat {
  room: RoomRecord;
  release(end: SocketEnd): void;
}

export class Seats {
  readonly #context: Context;
  readonly #presence: Presence;
  readonly #lease: InstanceLease;
  readonly #removal: RoomRemoval;
  readonly #taking: SeatTaking;
  readonly #store: SeatStore;
  readonly #names: SeatNames;
  readonly #memberEvents: MemberEvents;
  readonly #absences: Absences;
  readonly #grace: SeatGrace;
  #closed = false;

  constructor(
    context: Context,
    rooms: RoomCache,
    presence: Presence,
    lease: InstanceLease,
    removal: RoomRemoval,
  ) {
    this.#context = context;
    this.#presence = presence;
    this.#lease = lease;
    this.#removal = removal;
    this.#taking = new SeatTaking(context, rooms);
    this.#store = new SeatStore(context, rooms);
    this.#names = new SeatNames(context);
    this.#memberEvents = new MemberEvents(context, presence, lease);
    this.#absences = new Absences(context, (room, hold) => presence.has(room, hold));
    this.#grace = new SeatGrace(context, presence, this.#absences);
    presence.onExpired((room, hold) => this.#onExpired(room, hold));
  }

  async connect(visitor: Visitor, room: string): Promise<Seat> {
    this.#assertReady();
    const hold = this.#presence.getOrCreate(room, visitor.id, this.#lease.id);
    const wasEnding = hold.isSeated && this.#presence.isEnding(room);
    // Counted before the query, so that no timer ends the seat meanwhile.
    hold.sockets++;
    hold.hasScripts = true;
    const keptUntil = Number.isFinite(hold.expiresAt) ? hold.expiresAt : 0;
    this.#presence.keepAlive(hold);
    let isOpen = true;
    const release = (end: SocketEnd, least?: number) => {
      if (isOpen) this.#onSocketClosed(room, hold, end, least);
      isOpen = false;
    };
    try {
      const record = await this.#take(visitor, room, hold);
      if (wasEnding) this.#context.events.emit("roomChanged", room);
      this.#context.bus.publish({ about: "socket", room, visitor: visitor.id });
      return { room: record, release };
    } catch (error) {
      release("closed", keptUntil);
      throw error;
    }
  }

  /** A page view leases the seat, unless the visitor holds it by sockets. */
  async visit(visitor: Visitor, room: string): Promise<void> {
    this.#assertReady();
    const hold = this.#presence.getOrCreate(room, visitor.id, this.#lease.id);
    if (hold.hasScripts) this.#presence.expectSocket(room, hold);
    else this.#presence.leaseToPage(room, hold);
    try {
      await this.#take(visitor, room, hold);
      this.#context.bus.publish({ about: "page", room, visitor: visitor.id });
    } catch (error) {
      if (!hold.isSeated && !hold.sockets) this.#presence.remove(room, hold);
      throw error;
    }
  }

  expectSocket(room: string, visitor: string): void {
    const hold = this.#presence.get(room, visitor);
    if (hold) this.#presence.expectSocket(room, hold);
  }

  onSeenElsewhere(room: string, visitor: string, by: "page" | "socket"): void {
    const hold = this.#presence.get(room, visitor);
    if (hold) this.#grace.onSeenElsewhere(room, hold, by);
  }

  async leave(visitor: Member, room: string): Promise<void> {
    const hadSeat = await this.giveUp(visitor, room);
    if (!hadSeat && !(await this.#context.models.rooms.exists({ _id: room })))
      throw new Refusal("ROOM_NOT_FOUND");
  }

  async giveUp(visitor: Member, room: string): Promise<boolean> {
    await endInvitation(this.#context.models, room, visitor.id);
    return this.expel(room, visitor.id, "left");
  }

  async expel(room: string, visitor: string, reason: ExpelReason): Promise<boolean> {
    this.#assertReady();
    const hold = this.#presence.get(room, visitor);
    if (hold) this.#presence.remove(room, hold);
    const left = await this.#store.remove(room, visitor).catch((error) => {
      if (hold) this.#presence.putBack(room, hold);
      throw error;
    });
    // Not throttled, so that other instances close the visitor's sockets at once.
    if (left) this.#context.bus.publish({ about: "changed", room });
    // In the background, since who leaves is still to be answered over a socket that the removal closes.
    if (left?.members.length === 0 && left.expiresAt) await this.#removal.removeIfEmpty(room);
    else if (left?.members.length === 0)
      this.#context.background.retryUntilDone(() => this.#removal.removeIfEmpty(room));
    this.#context.broadcaster.expelled(room, visitor, reason);
    return left !== undefined;
  }

  /** Answered from memory, so that a chat costs no query. */
  isSeated(room: string, visitor: string): boolean {
    return !this.#lease.isLost && this.#presence.get(room, visitor)?.isSeated === true;
  }

  /** Resolves to the visitor as this room knows them: by the colour, if somebody sat there under their name. */
  assertSeated(visitor: Member, room: string): Promise<Member> {
    this.#assertReady();
    const isSeatedHere = this.isSeated(room, visitor.id);
    const members = isSeatedHere ? this.#presence.snapshot(room)?.members : undefined;
    const member = members?.find(({ id }) => id === visitor.id);
    return member ? Promise.resolve(member) : findMember(this.#context, room, visitor.id, { isSeatedHere });
  }

  rename(visitor: Member): Promise<void> {
    return this.#names.rename(visitor);
  }

  snapshot(room: string): Snapshot | undefined {
    return this.#presence.snapshot(room);
  }

  close(): void {
    this.#closed = true;
    this.#presence.clear();
  }

  async #take(visitor: Visitor, room: string, hold: Hold): Promise<RoomRecord> {
    await this.#absences.clear(hold);
    const record = await this.#taking.take(visitor, room, hold);
    hold.recordedAbsence = undefined;
    if (this.#closed) throw new Refusal("BUSY");
    if (!this.#presence.has(room, hold)) {
      await this.#store.release(room, visitor.id, hold);
      throw new Refusal("NOT_ALLOWED");
    }
    // A newer record arrived first, in which the seat is lost again.
    if (!this.#memberEvents.isCurrent(room, hold)) {
      this.#presence.remove(room, hold);
      throw new Refusal("NOT_ALLOWED");
    }
    hold.isSeated = true;
    return record;
  }

  #onSocketClosed(room: string, hold: Hold, end: SocketEnd, least?: number): void {
    hold.sockets--;
    if (hold.sockets > 0 || this.#closed || !this.#presence.has(room, hold)) return;
    if (hold.isSeated) this.#grace.begin(room, hold, end, least);
    else this.#presence.remove(room, hold);
  }

  #onExpired(room: string, hold: Hold): void {
    this.#context.background.retryUntilDone(async () => {
      const left = await this.#store.release(room, hold.visitor, hold);
      if (left?.members.length === 0) await this.#removal.removeIfEmpty(room);
    });
  }

  /** While closing or without a lease, memory may be wrong and so may be a "no": ask clients to try again. */
  #assertReady(): void {
    if (this.#closed || this.#lease.isLost) throw new Refusal("BUSY");
  }
}
