import DataLoader from "dataloader";
import { trusted } from "mongoose";
import type { RoomRecord } from "../../db/models/room.js";
import { ReadCache } from "../../lib/read-cache.js";
import { Refusal } from "../errors.js";
import type { Context } from "../ports.js";
import { isId } from "../validation.js";

const MAX_ROOMS = 1000;
/** Written by a command that names no room. */
const ANY_ROOM = "";
const REMEMBER_REMOVED_MS = 60_000;

// Rooms by id. Every page, socket and seat reads its room, so a single instance caches records until they are written:
// with it a room's page is served about twice as fast (docs/performance.md).
export class RoomCache {
  readonly #context: Context;
  readonly #records = new ReadCache<RoomRecord>({ max: MAX_ROOMS });
  readonly #removed = new Set<string>();
  readonly #running = new Map<string, number>();
  /** How many writes have begun since `update` was called. */
  readonly #updating = new Map<string, { writes: number }>();
  readonly #loader = new DataLoader((ids: readonly string[]) => this.#readAll(ids), {
    cache: false,
    maxBatchSize: 100,
  });

  constructor(context: Context) {
    this.#context = context;
    context.models.roomWrites
      .on("begin", (room) => this.#onWrite(room, 1))
      .on("end", (room) => this.#onWrite(room, -1));
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

  /** Keeps what the write returns, if no other write of the room could have changed it since. */
  async update(room: string, write: () => Promise<RoomRecord | null>): Promise<RoomRecord | null> {
    const isAlone = !this.#isAnyWritten && !this.#running.has(room) && !this.#updating.has(room);
    if (!isAlone || this.#context.bus.hasOthers) return write();
    const update = { writes: 0 };
    this.#updating.set(room, update);
    try {
      const record = await write();
      if (record && update.writes === 1) this.#records.set(room, record);
      return record;
    } finally {
      this.#updating.delete(room);
    }
  }

  /** A slow query may still return a room that was removed meanwhile; nobody should be told about it. */
  isRemoved(room: string): boolean {
    return this.#removed.has(room);
  }

  markRemoved(room: string): void {
    this.#removed.add(room);
    setTimeout(() => this.#removed.delete(room), REMEMBER_REMOVED_MS).unref();
  }

  #onWrite(room: string | undefined, change: 1 | -1): void {
    const name = room ?? ANY_ROOM;
    const running = (this.#running.get(name) ?? 0) + change;
    if (running) this.#running.set(name, running);
    else this.#running.delete(name);
    if (room === undefined) this.#records.invalidateAll();
    else this.#records.invalidate(room);
    if (change < 0) return;
    for (const update of room === undefined ? this.#updating.values() : [this.#updating.get(room)])
      if (update) update.writes++;
  }

  get #isAnyWritten(): boolean {
    return this.#running.has(ANY_ROOM);
  }

  async #readAll(ids: readonly string[]): Promise<(RoomRecord | undefined)[]> {
    const found = await this.#context.models.rooms.find({ _id: trusted({ $in: ids }) }).lean();
    const byId = new Map(found.map((record) => [record._id, record]));
    return ids.map((id) => byId.get(id));
  }
}
