import type { UpdateQuery } from "mongoose";
import { bumpRevision, type RoomRecord } from "../../db/models/room.js";
import { hasHost } from "../../db/models/room-roles.js";
import type { InstanceLease } from "../instances/lease.js";
import type { Context } from "../ports.js";
import type { Presence } from "../seats/presence.js";

const HOSTLESS_MS = 60_000;

interface Step {
  change?: UpdateQuery<RoomRecord>;
  at?: number;
}

// When no host has held a seat for a minute, the member who sat down first moderates until a host sits. Each instance
// with members in the room looks after it; the update names the revision it follows from, so each step is done once.
export class ActingHosts {
  readonly #context: Context;
  readonly #presence: Presence;
  readonly #lease: InstanceLease;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #checking = new Set<string>();
  readonly #changedAgain = new Set<string>();

  constructor(context: Context, presence: Presence, lease: InstanceLease) {
    this.#context = context;
    this.#presence = presence;
    this.#lease = lease;
    context.events
      .on("membersChanged", (record) => this.#onRecord(record))
      .on("roomRemoved", (room) => this.#stopTimer(room));
  }

  close(): void {
    for (const room of [...this.#timers.keys()]) this.#stopTimer(room);
  }

  #onRecord(record: RoomRecord): void {
    const { _id } = record;
    const { change, at } = nextStep(record, this.#lease.now);
    if (change) this.#check(_id);
    else if (at === undefined) this.#stopTimer(_id);
    else if (!this.#timers.has(_id)) this.#startTimer(_id, at);
  }

  #check(room: string): void {
    if (this.#presence.holdsIn(room).length === 0) return;
    if (this.#checking.has(room)) {
      this.#changedAgain.add(room);
      return;
    }
    this.#checking.add(room);
    this.#context.background.retryUntilDone(async () => {
      await this.#follow(room);
      this.#checking.delete(room);
    });
  }

  async #follow(room: string): Promise<void> {
    const { models, events } = this.#context;
    for (;;) {
      this.#changedAgain.delete(room);
      const found = await models.rooms.findById(room).lean();
      if (!found) return;
      const { change, at } = nextStep(found, this.#lease.now);
      if (at !== undefined) this.#startTimer(room, at);
      if (!change && !this.#changedAgain.has(room)) return;
      if (!change) continue;
      const step = { ...change, ...bumpRevision };
      const options = { returnDocument: "after" } as const;
      const record = await models.rooms.findOneAndUpdate({ _id: room, rev: found.rev }, step, options).lean();
      if (!record) continue;
      events.emit("membersChanged", record);
      events.emit("roomChanged", room);
    }
  }

  #startTimer(room: string, at: number): void {
    this.#stopTimer(room);
    const look = () => {
      this.#timers.delete(room);
      this.#check(room);
    };
    this.#timers.set(room, setTimeout(look, Math.max(0, at - this.#lease.now.getTime())));
  }

  #stopTimer(room: string): void {
    clearTimeout(this.#timers.get(room));
    this.#timers.delete(room);
  }
}

function nextStep(room: RoomRecord, now: Date): Step {
  const { members, acting, hostlessSince } = room;
  if (hasHost(room))
    return acting || hostlessSince ? { change: { $unset: { acting: 1, hostlessSince: 1 } } } : {};
  const [first] = members;
  if (!first) return {};
  if (!hostlessSince) return { change: { $set: { hostlessSince: now } } };
  const at = hostlessSince.getTime() + HOSTLESS_MS;
  if (at > now.getTime()) return { at };
  const isThere = members.some(({ id }) => id === acting);
  return isThere ? {} : { change: { $set: { acting: first.id } } };
}
