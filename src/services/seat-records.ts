import { trusted } from "mongoose";
import type { RoomRecord } from "../db/room.js";
import type { Member } from "../shared/events.js";
import { admits } from "./access.js";
import type { Context } from "./context.js";
import { Refusal } from "./errors.js";
import type { RoomNews } from "./room-news.js";

const TRIES = 5;

/** Seats as the room's record has them. Each change is one conditional update, so no two requests share a seat. */
export class SeatRecords {
  readonly #context: Context;
  readonly #news: RoomNews;

  constructor(context: Context, news: RoomNews) {
    this.#context = context;
    this.#news = news;
  }

  async take(visitor: Member, room: string, token: string): Promise<RoomRecord> {
    for (let i = 0; i < TRIES; i++) {
      const record = await this.#context.models.rooms.findById(room).lean();
      if (!record) throw new Refusal("ROOM_NOT_FOUND");
      admits(record, visitor.id);
      const taken = (await this.#renew(room, visitor, token)) ?? (await this.#occupy(record, visitor, token));
      if (taken) return taken;
      // Between the two, another tab may have taken or lost the seat; only a room seen full is full.
      if (record.members.length >= record.max && !isSeated(record, visitor)) throw new Refusal("ROOM_FULL");
    }
    throw new Refusal("BUSY");
  }

  /** Gives up the seat that this hold stands for; a newer hold keeps it. The record without the seat, if there was one. */
  async free(room: string, visitor: string, token: string | undefined): Promise<RoomRecord | undefined> {
    const seat = token === undefined ? { "members.id": visitor } : { [`holds.${visitor}`]: token };
    const before = await this.#context.models.rooms
      .findOneAndUpdate(
        { _id: room, ...seat },
        { $pull: { members: { id: visitor } }, $unset: { [`holds.${visitor}`]: 1 } },
        { returnDocument: "before" },
      )
      .lean();
    const member = before?.members.find(({ id }) => id === visitor);
    if (!before || !member) return undefined;
    const members = before.members.filter(({ id }) => id !== visitor);
    this.#context.announcer.exited(room, member, members.length);
    this.#news.changed(room);
    return { ...before, members };
  }

  async rename(visitor: Member, room: string): Promise<void> {
    const { rooms } = this.#context.models;
    for (let i = 0; i < TRIES; i++) {
      const record = await rooms.findById(room, { members: 1 }).lean();
      const at = record?.members.findIndex(({ id }) => id === visitor.id) ?? -1;
      if (at < 0) return;
      // Naming the place as well as the person: it moves when somebody before it leaves.
      const place = { _id: room, [`members.${at}.id`]: visitor.id };
      const { matchedCount } = await rooms.updateOne(place, {
        $set: { [`members.${at}.name`]: visitor.name },
      });
      if (!matchedCount) continue;
      this.#context.announcer.renamed(room, visitor);
      return this.#news.changed(room);
    }
    throw new Refusal("BUSY");
  }

  #renew(room: string, { id }: Member, token: string): Promise<RoomRecord | null> {
    return this.#context.models.rooms
      .findOneAndUpdate(
        { _id: room, "members.id": id, bans: trusted({ $ne: id }) },
        { $set: { [`holds.${id}`]: token } },
        { returnDocument: "after" },
      )
      .lean();
  }

  async #occupy(record: RoomRecord, visitor: Member, token: string): Promise<RoomRecord | null> {
    const { _id, max, password, owner } = record;
    const { id, color, name } = visitor;
    const free = {
      ...{ _id, bans: trusted({ $ne: id }), "members.id": trusted({ $ne: id }) },
      [`members.${max - 1}`]: trusted({ $exists: false }),
      ...(password !== undefined && owner.id !== id && { guests: id }),
    };
    const seat = {
      $push: { members: { id, color, name } },
      $set: { [`holds.${id}`]: token },
      $unset: { endsAt: 1 },
    };
    const taken = await this.#context.models.rooms
      .findOneAndUpdate(free, seat, { returnDocument: "after" })
      .lean();
    if (!taken) return null;
    this.#context.announcer.joined(_id, { id, color, name }, taken.members.length);
    this.#news.changed(_id);
    return taken;
  }
}

const isSeated = (record: RoomRecord, visitor: Member): boolean =>
  record.members.some(({ id }) => id === visitor.id);
