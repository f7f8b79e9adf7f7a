import DataLoader from "dataloader";
import { trusted } from "mongoose";
import type { RoomRecord } from "../../db/models/room.js";
import { Remembered } from "../../lib/read-cache.js";
import type { Context } from "../ports.js";

const MOST = 1000;

/**
 * The rooms' records. A page, a connection and a seat each look at the whole of one, which is the dearest reading
 * there is; so a process that has no others beside it remembers them, until somebody begins to write one.
 */
export class RoomBook {
  readonly #context: Context;
  readonly #known = new Remembered<RoomRecord>(MOST);
  /** Many are looked at in the same moment, as when all rooms that somebody talks in have news. */
  readonly #reads = new DataLoader((ids: readonly string[]) => this.#readAll(ids), {
    ...{ cache: false, maxBatchSize: 100 },
  });

  constructor(context: Context) {
    this.#context = context;
    const { roomWrites } = context.models;
    roomWrites.on("begin", (room) => this.#known.begin(room));
    roomWrites.on("end", (room) => this.#known.end(room));
  }

  /** Not to be changed by whoever gets it: others have the same. */
  find(room: string): Promise<RoomRecord | undefined> {
    const read = () => this.#reads.load(room);
    return this.#context.peers.alone ? this.#known.find(room, read) : read();
  }

  async #readAll(ids: readonly string[]): Promise<(RoomRecord | undefined)[]> {
    const found = await this.#context.models.rooms.find({ _id: trusted({ $in: ids }) }).lean();
    const byId = new Map(found.map((record) => [record._id, record]));
    return ids.map((id) => byId.get(id));
  }
}
