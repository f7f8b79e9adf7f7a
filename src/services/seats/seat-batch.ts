import { trusted, type UpdateQuery } from "mongoose";
import { bumpRevision, type RoomRecord, type SeatedMember } from "../../db/models/room.js";
import { isHost } from "../../db/models/room-roles.js";
import { Refusal } from "../errors.js";
import type { Context, Visitor } from "../ports.js";
import type { HoldToken } from "./hold.js";
import { nameOnEntering, whileFree } from "./names-in-room.js";
import {
  type AddressKey,
  addAddresses,
  isAddressKnown,
  isCrowded,
  seatsLeftFor,
  takeAddressSeats,
} from "./seat-addresses.js";
import { noBansBefore, seatConditions } from "./seat-conditions.js";

export interface SeatRequest {
  visitor: Visitor;
  hold: HoldToken;
  from: AddressKey;
}

interface SeatUpdate {
  filter: Record<string, unknown>;
  change: UpdateQuery<RoomRecord>;
}

/** Seats and holds that one conditional update of the room's record takes: all of them, or none. */
export class SeatBatch {
  readonly #room: RoomRecord;
  readonly #context: Context;
  readonly #options: { asksForProof: boolean };
  readonly #ids = new Set<string>();
  readonly #members: SeatedMember[] = [];
  readonly #newcomers: SeatRequest[] = [];
  readonly #returning: SeatRequest[] = [];

  constructor(room: RoomRecord, context: Context, options: { asksForProof: boolean }) {
    this.#room = room;
    this.#context = context;
    this.#options = options;
  }

  get room(): string {
    return this.#room._id;
  }

  get hasNewcomers(): boolean {
    return this.#newcomers.length > 0;
  }

  /** For who is admitted. Throws if there is no seat for them. What it returns holds if the update succeeds, as if they came one by one. */
  add(request: SeatRequest): "taken" | "again" | Refusal {
    const { visitor, from } = request;
    if (this.#ids.has(visitor.id)) return "again";
    if (this.#room.members.some(({ id }) => id === visitor.id)) this.#returning.push(request);
    else {
      assertHasSeat(this.#room, visitor, from);
      const refusal = this.#whyNoSeatLeft(request);
      if (refusal) return refusal;
      this.#newcomers.push(request);
      this.#members.push(this.#toMember(visitor));
    }
    this.#ids.add(visitor.id);
    return "taken";
  }

  toUpdate(): SeatUpdate {
    const { $inc, ...touch } = bumpRevision;
    const parts = [this.#seats(), this.#holds()];
    const merge = (name: "$set" | "$unset" | "$push" | "$inc" | "$pullAll") => {
      const merged = Object.assign({}, ...parts.map(({ change }) => change[name]));
      return Object.keys(merged).length ? { [name]: merged } : {};
    };
    const { $inc: counts } = merge("$inc");
    return {
      filter: {
        ...Object.assign({}, ...parts.map(({ filter }) => filter)),
        _id: this.#room._id,
        bans: trusted({ $nin: [...this.#ids] }),
        "members.id": trusted({ $nin: idsOf(this.#newcomers), ...allOf(idsOf(this.#returning)) }),
      },
      change: {
        ...{ ...merge("$set"), ...merge("$unset"), ...merge("$push"), ...merge("$pullAll") },
        ...{ ...touch, $inc: { ...$inc, ...counts } },
      },
    };
  }

  #whyNoSeatLeft({ visitor, from }: SeatRequest): Refusal | undefined {
    const { members, max, owner } = this.#room;
    if (members.length + this.#newcomers.length >= max) return new Refusal("ROOM_FULL");
    const alike = this.#newcomers.filter((other) => other.from === from).length;
    const isFree = owner.id === visitor.id || alike < seatsLeftFor(this.#room, from);
    return isFree ? undefined : new Refusal("TOO_CROWDED");
  }

  #toMember({ id, color, name }: Visitor): SeatedMember {
    const { members, hooks } = this.#room;
    const named = { members: [...members, ...this.#members], ...(hooks && { hooks }) };
    return nameOnEntering(named, { id, color, name });
  }

  #seats(): SeatUpdate {
    if (!this.#newcomers.length) return { filter: {}, change: {} };
    const room = this.#room;
    const ids = idsOf(this.#newcomers);
    const seats = takeAddressSeats(
      room,
      this.#newcomers.map(({ visitor, from }) => ({ id: visitor.id, from })),
    );
    const keyed = this.#newcomers.map(({ visitor: { since, address } }) => ({
      since,
      from: this.#context.addressKeys(address)[0],
    }));
    const holds = this.#newcomers.map(({ visitor, hold: { instance, token } }) => [
      `holds.${visitor.id}`,
      { [instance]: token },
    ]);
    return {
      filter: {
        ...noBansBefore(keyed),
        ...seatConditions(room, ids, this.#options),
        ...seats.filter,
        ...whileFree(...this.#members),
      },
      change: {
        $push: { members: { $each: this.#members } },
        $set: {
          ...Object.fromEntries(holds),
          ...(ids.some((id) => id !== room.owner.id) && { visited: true }),
          ...seats.set,
        },
        $pullAll: { kicked: ids },
        $unset: {
          ...{ endsAt: 1, emptySince: 1 },
          ...(ids.some((id) => isHost(room, id)) && { hostlessSince: 1, acting: 1 }),
        },
        $inc: seats.inc,
      },
    };
  }

  #holds(): SeatUpdate {
    const set: Record<string, string> = {};
    const unset: Record<string, 1> = {};
    for (const { visitor, hold } of this.#returning) {
      set[`holds.${visitor.id}.${hold.instance}`] = hold.token;
      unset[`absences.${visitor.id}.${hold.instance}`] = 1;
    }
    const isNew = ({ visitor, from }: SeatRequest) => !isAddressKnown(this.#room, visitor.id, from);
    const { filter, push } = addAddresses(
      this.#returning.filter(isNew).map(({ visitor, from }) => ({ id: visitor.id, from })),
    );
    return { filter, change: { $set: set, $unset: unset, $push: push } };
  }
}

function assertHasSeat(room: RoomRecord, { id }: Visitor, from: AddressKey): void {
  if (room.members.length >= room.max) throw new Refusal("ROOM_FULL");
  if (room.owner.id !== id && isCrowded(room, from)) throw new Refusal("TOO_CROWDED");
}

const idsOf = (requests: readonly SeatRequest[]): string[] => requests.map(({ visitor }) => visitor.id);
const allOf = (ids: readonly string[]): object => (ids.length ? { $all: ids } : {});
