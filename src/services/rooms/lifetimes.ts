import { trusted } from "mongoose";
import { bumpRevision } from "../../db/models/room.js";
import { stillHost } from "../../db/models/room-roles.js";
import type { Ending, Member, RoomView } from "../../shared/events.js";
import { limits } from "../../shared/limits.js";
import { Refusal } from "../errors.js";
import { assertHost } from "../hosts/assert-host.js";
import type { InstanceLease } from "../instances/lease.js";
import type { Context } from "../ports.js";
import type { LobbyFeed } from "./lobby-feed.js";
import type { RoomCache } from "./room-cache.js";
import type { RoomRemoval } from "./room-removal.js";

const { extensionMs, maxAheadMs, warningMs } = limits.lifetime;
/** Rooms of other instances are found by then; those of this one end on time. */
const POLL_MS = 5000;
const MAX_TRIES = 5;

/** Ends rooms whose lifetime is over. Every instance looks for them; only one removal succeeds. */
export class Lifetimes {
  readonly #context: Context;
  readonly #rooms: RoomCache;
  readonly #lobby: LobbyFeed;
  readonly #removal: RoomRemoval;
  readonly #lease: InstanceLease;
  /** By room: the end that members were warned of. */
  readonly #warned = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    context: Context,
    rooms: RoomCache,
    lobby: LobbyFeed,
    removal: RoomRemoval,
    lease: InstanceLease,
  ) {
    this.#context = context;
    this.#rooms = rooms;
    this.#lobby = lobby;
    this.#removal = removal;
    this.#lease = lease;
    context.events.on("roomRemoved", (room) => void this.#warned.delete(room));
  }

  async start(): Promise<void> {
    await this.#endOverdue();
    this.#wait(POLL_MS);
  }

  async extend({ id: visitor }: Member, id: unknown): Promise<RoomView> {
    for (let i = 0; i < MAX_TRIES; i++) {
      const room = await this.#rooms.get(id);
      assertHost(room, visitor);
      if (!room.expiresAt) throw new Refusal("NOT_ALLOWED");
      const most = this.#lease.now.getTime() + maxAheadMs;
      const expiresAt = new Date(Math.min(room.expiresAt.getTime() + extensionMs, most));
      const record = await this.#context.models.rooms
        .findOneAndUpdate(
          { _id: room._id, expiresAt: room.expiresAt, ...stillHost(room, visitor) },
          { $set: { expiresAt }, ...bumpRevision },
          { returnDocument: "after" },
        )
        .lean();
      if (!record) continue;
      this.#context.events.emit("roomChanged", record._id);
      return this.#lobby.toView(record);
    }
    throw new Refusal("BUSY");
  }

  /** The warning that members here were given, for those who connect after it. */
  warningOf(room: string): Ending | undefined {
    const end = this.#warned.get(room);
    return end === undefined ? undefined : this.#toEnding(end);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #wait(ms: number): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      void this.#context.background.run(async () => {
        let next = POLL_MS;
        try {
          await this.#endOverdue();
          next = await this.#warn();
        } finally {
          this.#wait(next);
        }
      });
    }, ms);
  }

  async #endOverdue(): Promise<void> {
    const { now } = this.#lease;
    const overdue = { expiresAt: trusted({ $lte: now }) };
    for (const { _id } of await this.#context.models.rooms.find(overdue, { _id: 1 }).lean())
      await this.#removal.removeExpired(_id, now);
  }

  /** Resolves to how long nothing ends. */
  async #warn(): Promise<number> {
    const now = this.#lease.now.getTime();
    const soon = { expiresAt: trusted({ $lte: new Date(now + warningMs) }) };
    let next = POLL_MS;
    for (const { _id, expiresAt } of await this.#context.models.rooms.find(soon, { expiresAt: 1 }).lean()) {
      const end = expiresAt!.getTime();
      next = Math.min(next, Math.max(0, end - now));
      if (this.#warned.get(_id) === end) continue;
      this.#warned.set(_id, end);
      this.#context.broadcaster.event(_id, { name: "ending", payload: this.#toEnding(end) });
    }
    return next;
  }

  #toEnding(end: number): Ending {
    const seconds = Math.max(0, Math.ceil((end - this.#lease.now.getTime()) / 1000));
    return { expiresAt: new Date(end).toISOString(), seconds };
  }
}
