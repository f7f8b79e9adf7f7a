import { trusted } from "mongoose";
import type { RoomRecord } from "../../db/models/room.js";
import { isDatabaseUnavailable } from "../errors.js";
import type { InstanceLease } from "../instances/lease.js";
import type { Context } from "../ports.js";
import type { RoomCache } from "../rooms/room-cache.js";
import type { RoomRemoval } from "../rooms/room-removal.js";
import type { Presence } from "./presence.js";
import { SeatStore } from "./seat-store.js";

// After a write to a room whose answer was lost, memory and record may differ. Once the outage is over, the record
// decides: members hear what changed, seats that nobody holds are released, and a missing room is cleaned up.
export class SeatRepair {
  readonly #context: Context;
  readonly #presence: Presence;
  readonly #lease: InstanceLease;
  readonly #store: SeatStore;
  readonly #removal: RoomRemoval;
  readonly #waiting = new Set<string>();

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
    this.#store = new SeatStore(context, rooms);
    this.#removal = removal;
    context.models.roomWrites.on("failed", (room, error) => {
      if (room !== undefined && isDatabaseUnavailable(error)) this.#schedule(room);
    });
  }

  #schedule(room: string): void {
    if (this.#waiting.has(room)) return;
    this.#waiting.add(room);
    this.#context.background.onceSettled(() => {
      this.#waiting.delete(room);
      return this.#repair(room);
    });
  }

  async #repair(room: string): Promise<void> {
    const { models, events } = this.#context;
    const record = await models.rooms.findById(room).lean();
    if (!record) return this.#removal.onFoundRemoved(room);
    // With a lost lease, this instance releases all its seats anyway.
    if (this.#lease.isLost) return;
    events.emit("membersChanged", record);
    for (const [visitor, token] of this.#heldHere(record)) {
      if (this.#presence.get(room, visitor)?.token !== token)
        await this.#store.release(room, visitor, { instance: this.#lease.id, token });
    }
    const empty = { _id: room, members: trusted({ $size: 0 }), endsAt: trusted({ $exists: false }) };
    if (await models.rooms.exists(empty)) await this.#removal.schedule(room);
    events.emit("roomChanged", room);
  }

  #heldHere({ holds }: RoomRecord): [visitor: string, token: string][] {
    const { id } = this.#lease;
    return Object.entries(holds).flatMap(([visitor, tokens]) =>
      tokens[id] === undefined ? [] : [[visitor, tokens[id]]],
    );
  }
}
