import type { UpdateQuery } from "mongoose";
import { bumpRevision, type RoomRecord } from "../../db/models/room.js";
import { Refusal } from "../errors.js";
import type { Context } from "../ports.js";
import type { RoomCache } from "../rooms/room-cache.js";
import type { HoldToken } from "./hold.js";
import { type FreedSeat, freeAddressSeat } from "./seat-addresses.js";

const MAX_TRIES = 5;

/** Seats in the room's record. Each change is one conditional update, so two requests never get the same seat. */
export class SeatStore {
  readonly #context: Context;
  readonly #rooms: RoomCache;

  constructor(context: Context, rooms: RoomCache) {
    this.#context = context;
    this.#rooms = rooms;
  }

  /** Gives up a hold, and the seat with its last hold. Resolves to the record if the seat was given up. */
  async release(
    room: string,
    visitor: string,
    { instance, token }: HoldToken,
  ): Promise<RoomRecord | undefined> {
    const holds = `holds.${visitor}`;
    const left = await this.#removeMember(visitor, { _id: room, [holds]: { [instance]: token } });
    if (left) return left;
    const mine = `${holds}.${instance}`;
    const remaining = await this.#context.models.rooms
      .findOneAndUpdate(
        { _id: room, [mine]: token },
        { $unset: { [mine]: 1, [`absences.${visitor}.${instance}`]: 1 }, ...bumpRevision },
        { returnDocument: "after" },
      )
      .lean();
    if (!remaining) return undefined;
    // Two instances that gave up theirs at the same moment each saw the other's hold.
    const isLast = Object.keys(remaining.holds[visitor] ?? {}).length === 0;
    return isLast ? this.#removeMember(visitor, { _id: room, [holds]: {} }) : undefined;
  }

  remove(room: string, visitor: string): Promise<RoomRecord | undefined> {
    return this.#removeMember(visitor, { _id: room, "members.id": visitor });
  }

  #publish(record: RoomRecord): void {
    this.#context.events.emit("membersChanged", record);
    this.#context.events.emit("roomChanged", record._id);
  }

  async #removeMember(
    visitor: string,
    filter: { _id: string } & Record<string, unknown>,
  ): Promise<RoomRecord | undefined> {
    const { limiter, models } = this.#context;
    const { rooms } = models;
    for (let i = 0; i < MAX_TRIES; i++) {
      // Without limits hardly any seat has an address, so the record need not be read first.
      const record = limiter.enabled || i > 0 ? await this.#rooms.find(filter._id) : noAddresses;
      if (!record) return undefined;
      const seat = freeAddressSeat(record, visitor);
      const left = await rooms
        .findOneAndUpdate({ ...filter, ...seat.filter }, removal(visitor, seat), { returnDocument: "after" })
        .lean();
      if (left) this.#publish(left);
      if (left) return left;
      // If it does match, only the count of the address has changed meanwhile.
      if (!(await rooms.exists({ ...filter }))) return undefined;
    }
    throw new Refusal("BUSY");
  }
}

const noAddresses = {};

function removal(visitor: string, { unset, inc, push }: FreedSeat): UpdateQuery<RoomRecord> {
  const { $inc, ...touch } = bumpRevision;
  return {
    $pull: { members: { id: visitor } },
    $unset: { [`holds.${visitor}`]: 1, [`absences.${visitor}`]: 1, ...unset },
    $inc: { ...$inc, ...inc },
    ...push,
    ...touch,
  };
}
