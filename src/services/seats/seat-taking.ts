import type { RoomRecord } from "../../db/models/room.js";
import { KeyedBatches } from "../../lib/load/keyed-batches.js";
import { Refusal } from "../errors.js";
import type { Context, Visitor } from "../ports.js";
import { asksForProof, assertAdmitted } from "../rooms/room-access.js";
import type { RoomCache } from "../rooms/room-cache.js";
import { isReserved } from "../visitors/reserved-names.js";
import type { HoldToken } from "./hold.js";
import { isAddressKnown } from "./seat-addresses.js";
import { SeatBatch, type SeatRequest } from "./seat-batch.js";

const MAX_TRIES = 5;

interface Waiting extends SeatRequest {
  resolve(record: RoomRecord): void;
  reject(error: unknown): void;
}

interface Outcomes {
  taking: Waiting[];
  refused: Map<Waiting, Refusal>;
  /** Another request of the same visitor has to be done first. */
  again: Waiting[];
}

/** Takes seats. Who comes to a room at the same moment, or while others are written, shares one write of its record. */
export class SeatTaking {
  readonly #context: Context;
  readonly #rooms: RoomCache;
  readonly #batches = new KeyedBatches<Waiting>((room, all) => this.#takeAll(room, all));

  constructor(context: Context, rooms: RoomCache) {
    this.#context = context;
    this.#rooms = rooms;
  }

  async take(visitor: Visitor, room: string, hold: HoldToken): Promise<RoomRecord> {
    const request = { visitor, hold, from: this.#context.shareKey(visitor.address) };
    const record = await this.#rooms.get(room);
    return this.#isHeld(record, request) ? record : this.#inBatch(room, request);
  }

  #inBatch(room: string, request: SeatRequest): Promise<RoomRecord> {
    const { visitor } = request;
    // A session of an earlier version may have a name that is refused by now.
    const isRefused = visitor.name !== visitor.color && isReserved(visitor.name);
    const named = isRefused ? { ...visitor, name: visitor.color } : visitor;
    return new Promise((resolve, reject) =>
      this.#batches.add(room, { ...request, visitor: named, resolve, reject }),
    );
  }

  async #takeAll(room: string, all: readonly Waiting[]): Promise<void> {
    try {
      const record = await this.#rooms.get(room);
      const batch = this.#batchFor(record);
      const { taking, refused, again } = this.#addAll(batch, record, all);
      if (!taking.length) return;
      const taken = await this.#write(batch);
      if (taken) {
        for (const one of taking) one.resolve(taken);
        for (const [one, refusal] of refused) one.reject(refusal);
      } else {
        // One of them is no longer welcome, or others were quicker: each finds out alone.
        const each = [...taking, ...refused.keys()];
        await Promise.all(each.map((one) => this.#takeAlone(room, one).then(one.resolve, one.reject)));
      }
      for (const one of again) this.#batches.add(room, one);
    } catch (error) {
      for (const one of all) one.reject(error);
    }
  }

  #addAll(batch: SeatBatch, record: RoomRecord, all: readonly Waiting[]): Outcomes {
    const outcomes: Outcomes = { taking: [], refused: new Map(), again: [] };
    for (const one of all) {
      try {
        if (this.#isHeld(record, one)) {
          one.resolve(record);
          continue;
        }
        const outcome = batch.add(one);
        if (outcome === "taken") outcomes.taking.push(one);
        else if (outcome === "again") outcomes.again.push(one);
        else outcomes.refused.set(one, outcome);
      } catch (error) {
        one.reject(error);
      }
    }
    return outcomes;
  }

  #batchFor(record: RoomRecord): SeatBatch {
    const context = this.#context;
    return new SeatBatch(record, context, { asksForProof: asksForProof(record, context) });
  }

  async #takeAlone(room: string, request: SeatRequest): Promise<RoomRecord> {
    for (let i = 0; i < MAX_TRIES; i++) {
      const record = await this.#rooms.get(room);
      if (this.#isHeld(record, request)) return record;
      const batch = this.#batchFor(record);
      batch.add(request);
      const taken = await this.#write(batch);
      if (taken) return taken;
    }
    throw new Refusal("BUSY");
  }

  async #write(batch: SeatBatch): Promise<RoomRecord | null> {
    const { events, models } = this.#context;
    const { filter, change } = batch.toUpdate();
    const record = await this.#rooms.update(batch.room, () =>
      models.rooms.findOneAndUpdate(filter, change, { returnDocument: "after" }).lean(),
    );
    if (!record) return null;
    events.emit("membersChanged", record);
    if (batch.hasNewcomers) events.emit("roomChanged", record._id);
    return record;
  }

  /** Refuses who is not admitted. A single instance need not write a hold again that the record already has. */
  #isHeld(record: RoomRecord, { visitor, hold: { instance, token }, from }: SeatRequest): boolean {
    const { id } = visitor;
    assertAdmitted(record, visitor, this.#context);
    if (this.#context.bus.hasOthers || record.holds[id]?.[instance] !== token) return false;
    if (record.absences?.[id] || !isAddressKnown(record, id, from)) return false;
    this.#context.events.emit("membersChanged", record);
    return record.members.some((member) => member.id === id);
  }
}
