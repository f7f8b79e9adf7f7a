import { trusted } from "mongoose";
import { bumpRevision, type RoomRecord } from "../../db/models/room.js";
import type { Member } from "../../shared/events.js";
import { Refusal } from "../errors.js";
import type { Context } from "../ports.js";
import { assertAdmitted } from "../rooms/room-access.js";
import type { RoomCache } from "../rooms/room-cache.js";

const MAX_TRIES = 5;

type HoldToken = { readonly instance: string; readonly token: string };

/** Seats in the room's record. Each change is one conditional update, so two requests never get the same seat. */
export class SeatStore {
  readonly #context: Context;
  readonly #rooms: RoomCache;

  constructor(context: Context, rooms: RoomCache) {
    this.#context = context;
    this.#rooms = rooms;
  }

  async take(visitor: Member, room: string, hold: HoldToken): Promise<RoomRecord> {
    for (let i = 0; i < MAX_TRIES; i++) {
      const record = await this.#rooms.get(room);
      assertAdmitted(record, visitor.id);
      if (this.#isHeld(record, visitor, hold)) return record;
      const isSeated = record.members.some(({ id }) => id === visitor.id);
      if (!isSeated && record.members.length >= record.max) throw new Refusal("ROOM_FULL");
      const taken = await (isSeated
        ? this.#addHold(room, visitor, hold)
        : this.#addMember(record, visitor, hold));
      if (taken) return taken;
    }
    throw new Refusal("BUSY");
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
        { $unset: { [mine]: 1 }, ...bumpRevision },
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

  async rename(visitor: Member, room: string): Promise<void> {
    const { rooms } = this.#context.models;
    for (let i = 0; i < MAX_TRIES; i++) {
      const record = await rooms.findById(room, { members: 1 }).lean();
      const index = record?.members.findIndex(({ id }) => id === visitor.id) ?? -1;
      if (index < 0) return;
      // The filter names index and visitor, since the index moves when somebody before them leaves.
      const filter = { _id: room, [`members.${index}.id`]: visitor.id };
      const change = { $set: { [`members.${index}.name`]: visitor.name }, ...bumpRevision };
      const renamed = await rooms.findOneAndUpdate(filter, change, { returnDocument: "after" }).lean();
      if (renamed) return this.#publish(renamed);
    }
    throw new Refusal("BUSY");
  }

  /** A single instance need not write a hold again that the record already has. */
  #isHeld(record: RoomRecord, { id }: Member, { instance, token }: HoldToken): boolean {
    if (this.#context.bus.hasOthers || record.holds[id]?.[instance] !== token) return false;
    this.#context.events.emit("membersChanged", record);
    return record.members.some((member) => member.id === id);
  }

  #publish(record: RoomRecord): void {
    this.#context.events.emit("membersChanged", record);
    this.#context.events.emit("roomChanged", record._id);
  }

  async #removeMember(
    visitor: string,
    filter: { _id: string } & Record<string, unknown>,
  ): Promise<RoomRecord | undefined> {
    const change = {
      $pull: { members: { id: visitor } },
      $unset: { [`holds.${visitor}`]: 1 },
      ...bumpRevision,
    };
    const left = await this.#context.models.rooms
      .findOneAndUpdate(filter, change, { returnDocument: "after" })
      .lean();
    if (!left) return undefined;
    this.#publish(left);
    return left;
  }

  async #addHold(room: string, { id }: Member, { instance, token }: HoldToken): Promise<RoomRecord | null> {
    const record = await this.#context.models.rooms
      .findOneAndUpdate(
        { _id: room, "members.id": id, bans: trusted({ $ne: id }) },
        { $set: { [`holds.${id}.${instance}`]: token }, ...bumpRevision },
        { returnDocument: "after" },
      )
      .lean();
    if (record) this.#context.events.emit("membersChanged", record);
    return record;
  }

  async #addMember(
    { _id, max, password, owner }: RoomRecord,
    { id, color, name }: Member,
    { instance, token }: HoldToken,
  ): Promise<RoomRecord | null> {
    const filter = {
      _id,
      bans: trusted({ $ne: id }),
      "members.id": trusted({ $ne: id }),
      [`members.${max - 1}`]: trusted({ $exists: false }),
      ...(password !== undefined && owner.id !== id && { guests: id }),
    };
    const change = {
      $push: { members: { id, color, name } },
      $set: { [`holds.${id}`]: { [instance]: token } },
      $pull: { kicked: id },
      $unset: { endsAt: 1 },
      ...bumpRevision,
    };
    const record = await this.#context.models.rooms
      .findOneAndUpdate(filter, change, { returnDocument: "after" })
      .lean();
    if (!record) return null;
    this.#publish(record);
    return record;
  }
}
