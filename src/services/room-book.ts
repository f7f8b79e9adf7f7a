import type { RoomRecord } from "../db/room.js";
import type { Context } from "./context.js";
import { Remembered } from "./remembered.js";

const MOST = 1000;

/**
 * The rooms' records. A page, a connection and a seat each look at the whole of one, which is the dearest reading
 * there is; so a process that has no others beside it remembers them, until somebody begins to write one.
 */
export class RoomBook {
  readonly #context: Context;
  readonly #known = new Remembered<RoomRecord>(MOST);

  constructor(context: Context) {
    this.#context = context;
    const { roomWrites } = context.models;
    roomWrites.on("begin", (room) => this.#known.begin(room));
    roomWrites.on("end", (room) => this.#known.end(room));
  }

  /** Not to be changed by whoever gets it: others have the same. */
  find(room: string): Promise<RoomRecord | undefined> {
    const read = async () => (await this.#context.models.rooms.findById(room).lean()) ?? undefined;
    return this.#context.peers.alone ? this.#known.find(room, read) : read();
  }
}
