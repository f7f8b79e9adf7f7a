import { isDeepStrictEqual } from "node:util";
import { trusted } from "mongoose";
import type { RoomRecord } from "../../db/models/room.js";
import type { Context } from "../ports.js";
import type { RoomCache } from "../rooms/room-cache.js";
import type { RoomRemoval } from "../rooms/room-removal.js";
import type { Hold, HoldToken } from "../seats/hold.js";
import { type Presence, type Snapshot, toSnapshot } from "../seats/presence.js";
import { SeatStore } from "../seats/seat-store.js";
import { takeOverHold } from "../seats/take-over.js";
import { type InstanceLease, LEASE_MS } from "./lease.js";

const RESTART_GRACE_MS = 10_000;

type Occupied = Snapshot & Pick<RoomRecord, "_id" | "endsAt" | "expiresAt">;

/** Rooms may have thousands of guests and bans, which a start need not read. */
const NOT_NEEDED = {
  guests: 0,
  proven: 0,
  bans: 0,
  addressBans: 0,
  words: 0,
  spoke: 0,
  bannedAs: 0,
  leftFrom: 0,
};

export class SeatRecovery {
  readonly #context: Context;
  readonly #lease: InstanceLease;
  readonly #presence: Presence;
  readonly #removal: RoomRemoval;
  readonly #store: SeatStore;
  readonly #lost: [room: string, hold: Hold][] = [];

  constructor(
    context: Context,
    lease: InstanceLease,
    presence: Presence,
    rooms: RoomCache,
    removal: RoomRemoval,
  ) {
    this.#context = context;
    this.#lease = lease;
    this.#presence = presence;
    this.#removal = removal;
    this.#store = new SeatStore(context, rooms);
  }

  async restore(): Promise<void> {
    const graceMs = Math.max(this.#context.emptyRoomGraceMs, RESTART_GRACE_MS);
    for await (const room of this.#rooms()) {
      if (room.members.length === 0) await this.#scheduleRemoval(room, graceMs);
      else await this.#adoptAll(room);
    }
  }

  /** The lease was lost, and others have given our seats away: every client reconnects and takes a new one. */
  async startOver(): Promise<void> {
    this.#lost.push(...this.#presence.clear());
    this.#context.broadcaster.disconnectAll();
    // If this fails, the caller repeats it, with the holds still in the list.
    await this.#lease.acquire();
    for (const [room, hold] of this.#lost.splice(0)) {
      this.#context.background.retryUntilDone(() => this.#store.release(room, hold.visitor, hold));
    }
  }

  /** Frees the seats of dead instances. Every instance does this: a hold is released only once. */
  async removeDeadInstances(): Promise<boolean> {
    if (!this.#lease.mayJudgeOthers) return false;
    const { instances } = this.#context.models;
    const silent = trusted({ $lt: new Date(this.#lease.now.getTime() - LEASE_MS) });
    await instances.updateMany({ seenAt: silent, dead: false }, { $set: { dead: true } });
    const dead = await instances.distinct("_id", { dead: true });
    if (!dead.length) return false;
    await this.sweep();
    await instances.deleteMany({ _id: trusted({ $in: dead }) });
    return true;
  }

  async sweep(): Promise<void> {
    const alive = new Map<string, boolean>();
    for await (const room of this.#rooms()) {
      if (room.members.length === 0) await this.#scheduleRemoval(room, this.#context.emptyRoomGraceMs);
      await this.#removeUnheld(room);
      for (const [visitor, holds] of Object.entries(room.holds)) {
        if (typeof holds !== "object") continue;
        for (const [instance, token] of Object.entries(holds)) {
          // Checked after the hold was read: an instance registers before it holds anything.
          if (!alive.has(instance)) alive.set(instance, await this.#isAlive(instance));
          if (!alive.get(instance)) await this.#adopt(room, visitor, { instance, token });
        }
      }
    }
  }

  #rooms(): AsyncIterable<Occupied> {
    return this.#context.models.rooms.find({}, NOT_NEEDED).lean<Occupied>().cursor();
  }

  async #scheduleRemoval({ _id, endsAt, expiresAt }: Occupied, graceMs: number): Promise<void> {
    if (expiresAt) return;
    if (endsAt) this.#removal.startTimer(_id, endsAt);
    else await this.#removal.schedule(_id, graceMs);
  }

  async #adoptAll(room: Occupied): Promise<void> {
    const { _id, members, holds, absences } = room;
    const { id: instance } = this.#lease;
    const restarted = Date.now() + RESTART_GRACE_MS;
    const adopted = members.map(({ id }) => {
      const absence = absences?.[id]?.[instance];
      const hold = this.#presence.getOrCreate(_id, id, instance, holds[id]?.[instance]);
      hold.isSeated = true;
      hold.recordedAbsence = absence;
      const until = absence?.getTime() ?? Date.now() + this.#graceMs(room);
      this.#presence.expireAt(_id, hold, Math.max(restarted, until));
      return [id, { [instance]: hold.token }];
    });
    this.#presence.setSnapshot(_id, toSnapshot(room));
    const record = Object.fromEntries(adopted);
    // Usually nothing changed, and a write for each room would delay the start.
    if (isDeepStrictEqual(record, holds)) return;
    await this.#context.models.rooms.updateOne({ _id }, { $set: { holds: record } });
  }

  async #isAlive(instance: string): Promise<boolean> {
    return (await this.#context.models.instances.exists({ _id: instance, dead: false })) !== null;
  }

  /** A single instance of an earlier version recorded holds without its id; nobody would ever release them. */
  async #removeUnheld({ _id, members, holds }: Occupied): Promise<void> {
    for (const { id } of members.filter((member) => typeof holds[member.id] !== "object"))
      await this.#removeIfEmpty(_id, await this.#store.remove(_id, id));
  }

  /** A dead instance's hold is a lost connection: the first who takes it over keeps the seat for the rest of its grace. */
  async #adopt(room: Occupied, visitor: string, dead: HoldToken): Promise<void> {
    const { _id, holds, absences } = room;
    const others = Object.keys(holds[visitor]!).filter((instance) => instance !== dead.instance);
    const until = absences?.[visitor]?.[dead.instance] ?? new Date(Date.now() + this.#graceMs(room));
    const isKept = others.length === 0 && until.getTime() > Date.now();
    if (!isKept) await this.#removeIfEmpty(_id, await this.#store.release(_id, visitor, dead));
    else {
      const hold = this.#presence.getOrCreate(_id, visitor, this.#lease.id);
      if (await takeOverHold(this.#context, _id, dead, hold, until)) this.#keep(_id, hold, until);
      else if (!hold.isSeated && !hold.sockets) this.#presence.remove(_id, hold);
    }
    delete holds[visitor]![dead.instance];
  }

  #keep(room: string, hold: Hold, until: Date): void {
    hold.isSeated = true;
    if (hold.sockets) return;
    hold.absentUntil = until;
    hold.recordedAbsence = until;
    this.#presence.expireAt(room, hold, until.getTime());
  }

  #graceMs({ visited }: Occupied): number {
    const { aloneGraceMs, lostConnectionGraceMs } = this.#context;
    return visited === false ? aloneGraceMs : lostConnectionGraceMs;
  }

  async #removeIfEmpty(room: string, left: RoomRecord | undefined): Promise<void> {
    if (left?.members.length === 0) await this.#removal.removeIfEmpty(room);
  }
}
