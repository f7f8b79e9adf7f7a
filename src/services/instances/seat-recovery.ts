import { isDeepStrictEqual } from "node:util";
import { trusted } from "mongoose";
import type { RoomRecord } from "../../db/models/room.js";
import type { Context } from "../ports.js";
import type { Endings } from "../rooms/room-removal.js";
import type { Fading } from "../seats/fading.js";
import type { Hold, Presence } from "../seats/presence.js";
import type { SeatRecords } from "../seats/seat-store.js";
import { type Lease, SILENT_MS } from "./lease.js";

/** After a restart everybody has this long to be back. */
const RESTART_GRACE_MS = 10_000;

export interface RecoveryParts {
  presence: Presence;
  lease: Lease;
  records: SeatRecords;
  fading: Fading;
  endings: Endings;
}

type Occupied = Pick<RoomRecord, "_id" | "members" | "holds" | "endsAt">;

/** What becomes of the seats of processes that are gone: of an earlier one, of others, and of this one after a pause. */
export class Recovery {
  readonly #context: Context;
  readonly #parts: RecoveryParts;
  /** Held until a pause, and not yet given up in the records. */
  readonly #lost: [room: string, hold: Hold][] = [];

  constructor(context: Context, parts: RecoveryParts) {
    this.#context = context;
    this.#parts = parts;
  }

  /** After the start of the only process nobody is connected: who does not come back in time is gone. */
  async restore(): Promise<void> {
    const graceMs = Math.max(this.#context.emptyRoomGraceMs, RESTART_GRACE_MS);
    for await (const room of this.#rooms()) {
      if (room.members.length === 0) await this.#expectEnd(room, graceMs);
      else await this.#adopt(room, Date.now() + graceMs);
    }
  }

  /** This process was paused, and the others have given its seats away: whoever is connected comes again. */
  async startAfresh(): Promise<void> {
    const { presence, lease, records } = this.#parts;
    this.#lost.push(...presence.clear());
    this.#context.announcer.reset();
    await lease.begin();
    // Kept until then: without a database nothing begins, and this is done again.
    for (const [room, hold] of this.#lost.splice(0)) {
      this.#context.background.insist(() => records.free(room, hold.visitor, hold));
    }
  }

  /** Takes the seats of silent processes away. All do it, which does no harm: each hold is given up but once. */
  async bury(): Promise<boolean> {
    const { lease } = this.#parts;
    if (!lease.mayJudge) return false;
    const { nodes } = this.#context.models;
    const silent = trusted({ $lt: new Date(lease.now.getTime() - SILENT_MS) });
    await nodes.updateMany({ seenAt: silent, dead: false }, { $set: { dead: true } });
    const dead = await nodes.distinct("_id", { dead: true });
    if (!dead.length) return false;
    await this.sweep();
    await nodes.deleteMany({ _id: trusted({ $in: dead }) });
    return true;
  }

  /** Clears what belongs to no process that lives, in every room. */
  async sweep(): Promise<void> {
    const living = new Map<string, boolean>();
    for await (const room of this.#rooms()) {
      if (room.members.length === 0) await this.#expectEnd(room, this.#context.emptyRoomGraceMs);
      await this.#clearUnheld(room);
      for (const [visitor, holds] of Object.entries(room.holds)) {
        for (const [node, token] of Object.entries(holds)) {
          // Asked after the hold was seen: a process says that it lives before it holds anything.
          if (!living.has(node)) living.set(node, await this.#lives(node));
          if (!living.get(node)) await this.#giveUp(room._id, visitor, { node, token });
        }
      }
    }
  }

  #rooms(): AsyncIterable<Occupied> {
    const shown = { members: 1, holds: 1, endsAt: 1 };
    return this.#context.models.rooms.find({}, shown).lean<Occupied>().cursor();
  }

  async #expectEnd({ _id, endsAt }: Occupied, graceMs: number): Promise<void> {
    if (endsAt) this.#parts.endings.expect(_id, endsAt);
    else await this.#parts.endings.schedule(_id, graceMs);
  }

  async #adopt({ _id, members, holds }: Occupied, deadline: number): Promise<void> {
    const { presence, lease, fading } = this.#parts;
    const ours = members.map((member) => {
      const hold = presence.grip(_id, member, lease.id, holds[member.id]?.[lease.id]);
      hold.seated = true;
      fading.fade(_id, hold, deadline);
      return [member.id, { [hold.node]: hold.token }];
    });
    const adopted = Object.fromEntries(ours);
    // Most are as this process left them, and a write for each room would keep everybody waiting.
    if (isDeepStrictEqual(adopted, holds)) return;
    await this.#context.models.rooms.updateOne({ _id }, { $set: { holds: adopted } });
  }

  async #lives(node: string): Promise<boolean> {
    return (await this.#context.models.nodes.exists({ _id: node, dead: false })) !== null;
  }

  /** Seats as a single process of an earlier version noted them, without its name: nobody would ever give them up. */
  async #clearUnheld({ _id, members, holds }: Occupied): Promise<void> {
    const unheld = members.filter(({ id }) => typeof holds[id] !== "object");
    for (const { id } of unheld) await this.#endIfLast(_id, await this.#parts.records.evict(_id, id));
  }

  async #giveUp(room: string, visitor: string, hold: { node: string; token: string }): Promise<void> {
    await this.#endIfLast(room, await this.#parts.records.free(room, visitor, hold));
  }

  async #endIfLast(room: string, left: RoomRecord | undefined): Promise<void> {
    if (left?.members.length === 0) await this.#parts.endings.schedule(room);
  }
}
