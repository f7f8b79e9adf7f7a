import { trusted, type UpdateQuery } from "mongoose";
import { bumpRevision, type RoomRecord } from "../../db/models/room.js";
import { isHost } from "../../db/models/room-roles.js";
import type { Member } from "../../shared/events.js";
import { Refusal } from "../errors.js";
import type { Context, Visitor } from "../ports.js";
import { asksForProof, assertAdmitted } from "../rooms/room-access.js";
import type { RoomCache } from "../rooms/room-cache.js";
import type { HoldToken } from "./hold.js";
import {
  type AddressKey,
  addAddress,
  type FreedSeat,
  freeAddressSeat,
  isAddressKnown,
  isCrowded,
  takeAddressSeat,
} from "./seat-addresses.js";
import { seatConditions } from "./seat-conditions.js";
import { nameOnEntering, whileFree } from "./seat-names.js";

const MAX_TRIES = 5;

/** Seats in the room's record. Each change is one conditional update, so two requests never get the same seat. */
export class SeatStore {
  readonly #context: Context;
  readonly #rooms: RoomCache;

  constructor(context: Context, rooms: RoomCache) {
    this.#context = context;
    this.#rooms = rooms;
  }

  async take(visitor: Visitor, room: string, hold: HoldToken): Promise<RoomRecord> {
    const from = this.#context.shareKey(visitor.address);
    for (let i = 0; i < MAX_TRIES; i++) {
      const record = await this.#rooms.get(room);
      assertAdmitted(record, visitor, this.#context);
      const isKnown = isAddressKnown(record, visitor.id, from);
      if (isKnown && this.#isHeld(record, visitor, hold)) return record;
      const isSeated = record.members.some(({ id }) => id === visitor.id);
      if (!isSeated) assertHasSeat(record, visitor, from);
      const taken = await (isSeated
        ? this.#addHold(room, visitor, hold, isKnown ? undefined : from)
        : this.#addMember(record, visitor, hold, from));
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

  /** A single instance need not write a hold again that the record already has. */
  #isHeld(record: RoomRecord, { id }: Member, { instance, token }: HoldToken): boolean {
    if (this.#context.bus.hasOthers || record.holds[id]?.[instance] !== token) return false;
    if (record.absences?.[id]) return false;
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

  async #addHold(
    room: string,
    { id }: Member,
    { instance, token }: HoldToken,
    newAddress: AddressKey,
  ): Promise<RoomRecord | null> {
    const { filter, push } = newAddress === undefined ? nothingNew : addAddress(id, newAddress);
    const record = await this.#context.models.rooms
      .findOneAndUpdate(
        { _id: room, "members.id": id, bans: trusted({ $ne: id }), ...filter },
        {
          $set: { [`holds.${id}.${instance}`]: token },
          $unset: { [`absences.${id}.${instance}`]: 1 },
          ...push,
          ...bumpRevision,
        },
        { returnDocument: "after" },
      )
      .lean();
    if (record) this.#context.events.emit("membersChanged", record);
    return record;
  }

  async #addMember(
    room: RoomRecord,
    { id, color, name, since, address }: Visitor,
    { instance, token }: HoldToken,
    from: AddressKey,
  ): Promise<RoomRecord | null> {
    const { _id, owner } = room;
    const seat = takeAddressSeat(room, id, from);
    const [key] = this.#context.addressKeys(address);
    const member = nameOnEntering(room, { id, color, name });
    const filter = {
      _id,
      bans: trusted({ $ne: id }),
      ...(key !== undefined && { addressBans: trusted(noBanBefore(since, key)) }),
      "members.id": trusted({ $ne: id }),
      ...seatConditions(room, id, { asksForProof: asksForProof(room, this.#context) }),
      ...seat.filter,
      ...whileFree(member),
    };
    const { $inc, ...touch } = bumpRevision;
    const isOwner = owner.id === id;
    const change = {
      $push: { members: member },
      $set: { [`holds.${id}`]: { [instance]: token }, ...(!isOwner && { visited: true }), ...seat.set },
      $pull: { kicked: id },
      $unset: { endsAt: 1, emptySince: 1, ...(isHost(room, id) && { hostlessSince: 1, acting: 1 }) },
      $inc: { ...$inc, ...seat.inc },
      ...touch,
    };
    const record = await this.#context.models.rooms
      .findOneAndUpdate(filter, change as UpdateQuery<RoomRecord>, { returnDocument: "after" })
      .lean();
    if (!record) return null;
    this.#publish(record);
    return record;
  }
}

const noAddresses = {};
const nothingNew = { filter: {}, push: {} };

function assertHasSeat(room: RoomRecord, { id }: Visitor, from: AddressKey): void {
  if (room.members.length >= room.max) throw new Refusal("ROOM_FULL");
  if (room.owner.id !== id && isCrowded(room, from)) throw new Refusal("TOO_CROWDED");
}

const noBanBefore = (since: number, from: string) => ({
  $not: { $elemMatch: { from, at: { $lt: new Date(since) } } },
});

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
