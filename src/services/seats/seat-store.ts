import { trusted } from "mongoose";
import { type RoomRecord, touch } from "../../db/models/room.js";
import type { Member } from "../../shared/events.js";
import { Refusal } from "../errors.js";
import type { Context } from "../ports.js";
import type { RoomNews } from "../rooms/lobby-feed.js";
import { admits } from "../rooms/room-access.js";
import type { RoomBook } from "../rooms/room-cache.js";
import type { Company } from "./member-events.js";
import type { Hold } from "./presence.js";

const TRIES = 5;

type Grip = Pick<Hold, "node" | "token">;

export interface SeatRecordsParts {
  book: RoomBook;
  news: RoomNews;
  company: Company;
}

/** Seats as the room's record has them. Each change is one conditional update, so no two requests share a seat. */
export class SeatRecords {
  readonly #context: Context;
  readonly #parts: SeatRecordsParts;

  constructor(context: Context, parts: SeatRecordsParts) {
    this.#context = context;
    this.#parts = parts;
  }

  async take(visitor: Member, room: string, grip: Grip): Promise<RoomRecord> {
    for (let i = 0; i < TRIES; i++) {
      const record = await this.#parts.book.find(room);
      if (!record) throw new Refusal("ROOM_NOT_FOUND");
      admits(record, visitor.id);
      if (this.#has(record, visitor, grip)) return record;
      const seated = isSeated(record, visitor);
      if (!seated && record.members.length >= record.max) throw new Refusal("ROOM_FULL");
      // Meanwhile another tab may have taken or lost the seat, or somebody else the last one: then all is seen anew.
      const taken = await (seated ? this.#renew(room, visitor, grip) : this.#occupy(record, visitor, grip));
      if (taken) return taken;
    }
    throw new Refusal("BUSY");
  }

  /** Gives up this hold, and the seat with the last of them. The record without the seat, if it was given up. */
  async free(room: string, visitor: string, { node, token }: Grip): Promise<RoomRecord | undefined> {
    const holds = `holds.${visitor}`;
    const left = await this.#end(visitor, { _id: room, [holds]: { [node]: token } });
    if (left) return left;
    const mine = `${holds}.${node}`;
    const rest = await this.#context.models.rooms
      .findOneAndUpdate(
        { _id: room, [mine]: token },
        { $unset: { [mine]: 1 }, ...touch },
        { returnDocument: "after" },
      )
      .lean();
    if (!rest) return undefined;
    // Two that give up theirs at the same moment each saw the other's.
    const last = Object.keys(rest.holds[visitor] ?? {}).length === 0;
    return last ? this.#end(visitor, { _id: room, [holds]: {} }) : undefined;
  }

  /** Takes the seat away, whoever holds it. */
  evict(room: string, visitor: string): Promise<RoomRecord | undefined> {
    return this.#end(visitor, { _id: room, "members.id": visitor });
  }

  async rename(visitor: Member, room: string): Promise<void> {
    const { rooms } = this.#context.models;
    for (let i = 0; i < TRIES; i++) {
      const record = await rooms.findById(room, { members: 1 }).lean();
      const at = record?.members.findIndex(({ id }) => id === visitor.id) ?? -1;
      if (at < 0) return;
      // Naming the place as well as the person: it moves when somebody before it leaves.
      const place = { _id: room, [`members.${at}.id`]: visitor.id };
      const change = { $set: { [`members.${at}.name`]: visitor.name }, ...touch };
      const renamed = await rooms.findOneAndUpdate(place, change, { returnDocument: "after" }).lean();
      if (renamed) return this.#tell(renamed);
    }
    throw new Refusal("BUSY");
  }

  /** Where nobody else writes, what the record says of a hold that is still ours is so, and need not be said again. */
  #has(record: RoomRecord, { id }: Member, { node, token }: Grip): boolean {
    if (!this.#context.peers.alone || record.holds[id]?.[node] !== token) return false;
    this.#parts.company.hear(record);
    return record.members.some((member) => member.id === id);
  }

  #tell(record: RoomRecord): void {
    this.#parts.company.hear(record);
    this.#parts.news.changed(record._id);
  }

  async #end(
    visitor: string,
    which: { _id: string } & Record<string, unknown>,
  ): Promise<RoomRecord | undefined> {
    const change = { $pull: { members: { id: visitor } }, $unset: { [`holds.${visitor}`]: 1 }, ...touch };
    const left = await this.#context.models.rooms
      .findOneAndUpdate(which, change, { returnDocument: "after" })
      .lean();
    if (!left) return undefined;
    this.#tell(left);
    return left;
  }

  async #renew(room: string, { id }: Member, { node, token }: Grip): Promise<RoomRecord | null> {
    const renewed = await this.#context.models.rooms
      .findOneAndUpdate(
        { _id: room, "members.id": id, bans: trusted({ $ne: id }) },
        { $set: { [`holds.${id}.${node}`]: token }, ...touch },
        { returnDocument: "after" },
      )
      .lean();
    if (renewed) this.#parts.company.hear(renewed);
    return renewed;
  }

  async #occupy(record: RoomRecord, visitor: Member, { node, token }: Grip): Promise<RoomRecord | null> {
    const { _id, max, password, owner } = record;
    const { id, color, name } = visitor;
    const free = {
      ...{ _id, bans: trusted({ $ne: id }), "members.id": trusted({ $ne: id }) },
      [`members.${max - 1}`]: trusted({ $exists: false }),
      ...(password !== undefined && owner.id !== id && { guests: id }),
    };
    const seat = {
      $push: { members: { id, color, name } },
      $set: { [`holds.${id}`]: { [node]: token } },
      $pull: { kicked: id },
      $unset: { endsAt: 1 },
      ...touch,
    };
    const taken = await this.#context.models.rooms
      .findOneAndUpdate(free, seat, { returnDocument: "after" })
      .lean();
    if (!taken) return null;
    this.#tell(taken);
    return taken;
  }
}

const isSeated = (record: RoomRecord, visitor: Member): boolean =>
  record.members.some(({ id }) => id === visitor.id);
