import { isDeepStrictEqual } from "node:util";
import { trusted } from "mongoose";
import type { RoomRecord } from "../../db/models/room.js";
import type { Context } from "../ports.js";
import type { RoomCache } from "../rooms/room-cache.js";
import type { RoomRemoval } from "../rooms/room-removal.js";
import type { Hold, Presence } from "../seats/presence.js";
import { SeatStore } from "../seats/seat-store.js";
import { type InstanceLease, LEASE_MS } from "./lease.js";

const RESTART_GRACE_MS = 10_000;

type Occupied = Pick<RoomRecord, "_id" | "members" | "holds" | "endsAt">;

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
      else await this.#adopt(room, Date.now() + graceMs);
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
        for (const [instance, token] of Object.entries(holds)) {
          // Checked after the hold was read: an instance registers before it holds anything.
          if (!alive.has(instance)) alive.set(instance, await this.#isAlive(instance));
          if (!alive.get(instance)) await this.#release(room._id, visitor, { instance, token });
        }
      }
    }
  }

  #rooms(): AsyncIterable<Occupied> {
    const fields = { members: 1, holds: 1, endsAt: 1 };
    return this.#context.models.rooms.find({}, fields).lean<Occupied>().cursor();
  }

  async #scheduleRemoval({ _id, endsAt }: Occupied, graceMs: number): Promise<void> {
    if (endsAt) this.#removal.startTimer(_id, endsAt);
    else await this.#removal.schedule(_id, graceMs);
  }

  async #adopt({ _id, members, holds }: Occupied, deadline: number): Promise<void> {
    const { id: instance } = this.#lease;
    const adopted = members.map(({ id }) => {
      const hold = this.#presence.getOrCreate(_id, id, instance, holds[id]?.[instance]);
      hold.isSeated = true;
      this.#presence.expireAt(_id, hold, deadline);
      return [id, { [instance]: hold.token }];
    });
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
      await this.#scheduleIfEmpty(_id, await this.#store.remove(_id, id));
  }

  async #release(room: string, visitor: string, hold: Pick<Hold, "instance" | "token">): Promise<void> {
    await this.#scheduleIfEmpty(room, await this.#store.release(room, visitor, hold));
  }

  async #scheduleIfEmpty(room: string, left: RoomRecord | undefined): Promise<void> {
    if (left?.members.length === 0) await this.#removal.schedule(room);
  }
}
