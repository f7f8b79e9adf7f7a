import type { UpdateQuery } from "mongoose";
import { bumpRevision, type RoomRecord, type SeatedMember } from "../../db/models/room.js";
import { KeyedQueue } from "../../lib/keyed-queue.js";
import type { Member } from "../../shared/events.js";
import { Refusal } from "../errors.js";
import type { Context } from "../ports.js";
import { isNameTaken, toSeated, whileFree } from "./names-in-room.js";

const MAX_TRIES = 5;

type Change = (path: string) => UpdateQuery<RoomRecord>;

/** Names in the rooms' records. No two members of a room look alike, since each update names the looks it asks for. */
export class SeatNames {
  readonly #context: Context;
  readonly #queue = new KeyedQueue({ maxWaiting: 20 });

  constructor(context: Context) {
    this.#context = context;
  }

  rename(visitor: Member): Promise<void> {
    return this.#queue.run(visitor.id, () => this.#rename(toSeated(visitor)));
  }

  async #rename(member: SeatedMember): Promise<void> {
    const rooms = await this.#context.models.rooms.distinct("_id", { "members.id": member.id });
    // In the same order for everybody, or two visitors could claim a room each and both be refused in the other.
    rooms.sort();
    const claimed: string[] = [];
    try {
      // With several rooms, all must have the name free before the first one shows it.
      for (const room of rooms.length > 1 ? rooms : []) {
        await this.#update(room, member, (path) => claim(path, member));
        claimed.push(room);
      }
      for (const room of rooms) {
        const renamed = await this.#update(room, member, (path) => take(path, member));
        if (renamed) this.#publish(renamed);
      }
    } catch (error) {
      const release = () => Promise.all(claimed.map((room) => this.#release(room, member)));
      // The name is free again before anybody can know of the refusal.
      if (error instanceof Refusal) await release();
      else this.#context.background.retryUntilDone(release);
      throw error;
    }
  }

  async #update(room: string, member: SeatedMember, change: Change): Promise<RoomRecord | undefined> {
    const { rooms } = this.#context.models;
    for (let i = 0; i < MAX_TRIES; i++) {
      const record = await rooms.findById(room, { members: 1, hooks: 1 }).lean();
      const index = record?.members.findIndex(({ id }) => id === member.id) ?? -1;
      if (!record || index < 0) return undefined;
      if (isNameTaken(record, member)) throw new Refusal("NAME_TAKEN");
      // The filter names index and visitor, since the index moves when somebody before them leaves.
      const filter = { _id: room, [`members.${index}.id`]: member.id, ...whileFree(member) };
      const update = change(`members.${index}`);
      const changed = await rooms.findOneAndUpdate(filter, update, { returnDocument: "after" }).lean();
      if (changed) return changed;
    }
    throw new Refusal("BUSY");
  }

  async #release(room: string, member: SeatedMember): Promise<void> {
    const { rooms } = this.#context.models;
    const record = await rooms.findById(room, { members: 1 }).lean();
    const index = record?.members.findIndex(({ id }) => id === member.id) ?? -1;
    if (!record || index < 0) return;
    const { name } = record.members[index]!;
    const kept = toSeated(record.members[index]!).looks ?? [];
    const looks = (member.looks ?? []).filter((look) => !kept.includes(look));
    const filter = { _id: room, [`members.${index}.id`]: member.id, [`members.${index}.name`]: name };
    await rooms.updateOne(filter, { $pullAll: { [`members.${index}.looks`]: looks } });
  }

  #publish(record: RoomRecord): void {
    this.#context.events.emit("membersChanged", record);
    this.#context.events.emit("roomChanged", record._id);
  }
}

const claim = (path: string, { looks = [] }: SeatedMember): UpdateQuery<RoomRecord> => ({
  $addToSet: { [`${path}.looks`]: { $each: looks } },
});

const take = (path: string, { name, looks }: SeatedMember): UpdateQuery<RoomRecord> => ({
  $set: { [`${path}.name`]: name, ...(looks && { [`${path}.looks`]: looks }) },
  ...(!looks && { $unset: { [`${path}.looks`]: 1 } }),
  ...bumpRevision,
});
