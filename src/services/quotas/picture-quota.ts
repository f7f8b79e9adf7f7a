import { isDeepStrictEqual } from "node:util";
import { trusted } from "mongoose";
import type { RoomRecord } from "../../db/models/room.js";
import { Refusal } from "../errors.js";
import type { Context } from "../ports.js";

const ROOM_SHARE = 1 / 10;
const ADDRESS_SHARE = 1 / 5;
/** With other instances, totals may be this old: only a few pictures can arrive meanwhile. */
const MAX_AGE_MS = 2000;

export interface StoredPicture {
  stored?: number | undefined;
  from?: string | undefined;
}

export interface ReservedSpace {
  _id: string;
  pictures: NonNullable<RoomRecord["pictures"]>;
}

// How many bytes of pictures are kept: for a room, for an address and in all. Rooms' records have the truth, so it goes
// with the room; the sums are kept in memory, and read again where other instances store pictures too.
export class PictureQuota {
  readonly #context: Context;
  readonly #byRoom = new Map<string, Map<string, number>>();
  #loading: Promise<void> | undefined;
  #loadedAt = Number.NEGATIVE_INFINITY;

  constructor(context: Context) {
    this.#context = context;
    context.events.on("roomRemoved", (room) => void this.#byRoom.delete(room));
  }

  async load(): Promise<void> {
    this.#loading ??= this.#read().finally(() => {
      this.#loading = undefined;
    });
    await this.#loading;
  }

  async total(): Promise<number> {
    await this.#refresh();
    let total = 0;
    for (const counts of this.#byRoom.values()) total += counts.get(ALL) ?? 0;
    return total;
  }

  async assertSpace(room: string, address: string): Promise<void> {
    await this.#refresh();
    this.#assertFits(room, this.#keyOf(address), 1);
  }

  /** Counts a picture before it is stored. Give it back by `release` if it is not kept. */
  reserve(room: string, address: string, stored: number): Promise<StoredPicture> {
    return this.reserveMore(room, this.#keyOf(address), stored);
  }

  async reserveMore(room: string, from: string | undefined, stored: number): Promise<StoredPicture> {
    await this.#refresh();
    this.#assertFits(room, from, stored);
    this.#add(room, from, stored);
    const { models, maxPictureBytes } = this.#context;
    const most = Math.floor(maxPictureBytes * ROOM_SHARE) - stored;
    // The room's own share is exact with several instances as well.
    const filter = { _id: room, "pictures.bytes": trusted({ $not: { $gt: most } }) };
    const { matchedCount } = await models.rooms
      .updateOne(filter, increment(from, stored))
      .catch((error: unknown) => {
        this.#add(room, from, -stored);
        throw error;
      });
    if (matchedCount) return { stored, from };
    this.#add(room, from, -stored);
    const exists = await models.rooms.exists({ _id: room });
    throw new Refusal(exists ? "STORAGE_FULL" : "ROOM_NOT_FOUND");
  }

  async release(room: string, { stored, from }: StoredPicture): Promise<void> {
    if (!stored) return;
    this.#add(room, from, -stored);
    const filter = { _id: room, "pictures.bytes": trusted({ $gte: stored }) };
    await this.#context.models.rooms.updateOne(filter, increment(from, -stored));
  }

  async findReserved(): Promise<ReservedSpace[]> {
    const some = { "pictures.bytes": trusted({ $gt: 0 }) };
    return this.#context.models.rooms.find(some, { pictures: 1 }).lean<ReservedSpace[]>();
  }

  // Gives back what a crash left reserved. An upload reserves first and stores then, so this changes nothing if a
  // picture was added or removed after the time given, or since `findReserved`.
  async correct(
    { _id, pictures }: ReservedSpace,
    kept: readonly StoredPicture[],
    before: Date,
  ): Promise<void> {
    const { bytes, from, at } = pictures;
    const sum = sumOf(kept);
    if ((at && at > before) || isDeepStrictEqual(sum, { bytes, from: withoutZeros(from) })) return;
    const unchanged = { _id, "pictures.bytes": bytes, "pictures.at": at ?? trusted({ $exists: false }) };
    await this.#context.models.rooms.updateOne(unchanged, { $set: { pictures: { ...sum, at: new Date() } } });
  }

  #keyOf(address: string): string | undefined {
    return this.#context.shareKey(address);
  }

  #assertFits(room: string, from: string | undefined, bytes: number): void {
    const { maxPictureBytes } = this.#context;
    let [total, ofAddress] = [0, 0];
    for (const counts of this.#byRoom.values()) {
      total += counts.get(ALL) ?? 0;
      ofAddress += (from && counts.get(from)) || 0;
    }
    const ofRoom = this.#byRoom.get(room)?.get(ALL) ?? 0;
    const fitsShare = ofAddress + bytes <= maxPictureBytes * ADDRESS_SHARE;
    const fits =
      total + bytes <= maxPictureBytes && ofRoom + bytes <= maxPictureBytes * ROOM_SHARE && fitsShare;
    if (!fitsShare) this.#context.metrics.count("overShare", { of: "pictures" });
    if (!fits) throw new Refusal("STORAGE_FULL");
  }

  #add(room: string, from: string | undefined, bytes: number): void {
    const counts = this.#byRoom.get(room) ?? new Map<string, number>();
    for (const key of from ? [ALL, from] : [ALL])
      counts.set(key, Math.max(0, (counts.get(key) ?? 0) + bytes));
    if (counts.get(ALL)) this.#byRoom.set(room, counts);
    else this.#byRoom.delete(room);
  }

  async #refresh(): Promise<void> {
    const isOld = performance.now() - this.#loadedAt > MAX_AGE_MS;
    if (this.#context.bus.hasOthers && isOld) await this.load();
  }

  async #read(): Promise<void> {
    const found = await this.findReserved();
    this.#byRoom.clear();
    for (const { _id, pictures } of found)
      this.#byRoom.set(_id, new Map([[ALL, pictures.bytes], ...Object.entries(pictures.from ?? {})]));
    this.#loadedAt = performance.now();
  }
}

const ALL = "all";

const increment = (from: string | undefined, bytes: number) => ({
  $inc: { "pictures.bytes": bytes, ...(from && { [`pictures.from.${from}`]: bytes }) },
  $set: { "pictures.at": new Date() },
});

function sumOf(pictures: readonly StoredPicture[]): { bytes: number; from: Record<string, number> } {
  const sum = { bytes: 0, from: {} as Record<string, number> };
  for (const { stored = 0, from } of pictures) {
    sum.bytes += stored;
    if (stored && from) sum.from[from] = (sum.from[from] ?? 0) + stored;
  }
  return sum;
}

const withoutZeros = (counts: Record<string, number> = {}): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count));
