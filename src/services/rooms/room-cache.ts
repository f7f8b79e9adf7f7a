import DataLoader from "dataloader";
import { trusted } from "mongoose";
import type { RoomRecord } from "../../db/models/room.js";
import { ReadCache } from "../../lib/read-cache.js";
import { Refusal } from "../errors.js";
import type { Context } from "../ports.js";
import { isId } from "../validation.js";

const MAX_ROOMS = 1000;
const REMEMBER_REMOVED_MS = 60_000;

// Rooms by id. Every page, socket and seat reads its room, so a single instance caches records until they are written:
// with it a room's page is served about twice as fast (docs/performance.md).
export class RoomCache {
  readonly #context: Context;
  readonly #records = new ReadCache<RoomRecord>({ max: MAX_ROOMS });
  readonly #removed = new Set<string>();
  readonly #loader = new DataLoader((ids: readonly string[]) => this.#readAll(ids), {
    cache: false,
    maxBatchSize: 100,
  });

  constructor(context: Context) {
    this.#context = context;
    const invalidate = (room: string | undefined) =>
      room === undefined ? this.#records.invalidateAll() : this.#records.invalidate(room);
    context.models.roomWrites.on("begin", invalidate).on("end", invalidate);
  }

  /** The record is shared: treat it as read-only. */
  async get(id: unknown): Promise<RoomRecord> {
    const room = isId(id) ? await this.find(id) : undefined;
    if (!room) throw new Refusal("ROOM_NOT_FOUND");
    return room;
  }

  find(room: string): Promise<RoomRecord | undefined> {
    const read = () => this.#loader.load(room);
    return this.#context.bus.hasOthers ? read() : this.#records.find(room, read);
  }

  /** A slow query may still return a room that was removed meanwhile; nobody should be told about it. */
  isRemoved(room: string): boolean {
    return this.#removed.has(room);
  }

  markRemoved(room: string): void {
    this.#removed.add(room);
    setTimeout(() => this.#removed.delete(room), REMEMBER_REMOVED_MS).unref();
  }

  async #readAll(ids: readonly string[]): Promise<(RoomRecord | undefined)[]> {
    const found = await this.#context.models.rooms.find({ _id: trusted({ $in: ids }) }).lean();
    const byId = new Map(found.map((record) => [record._id, record]));
    return ids.map((id) => byId.get(id));
  }
}
