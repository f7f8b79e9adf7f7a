import { trusted } from "mongoose";
import { touch } from "../../db/models/room.js";
import type { Context } from "../ports.js";

/** So many guests and so many bans: a room's record does not grow without an end. */
const MOST_NAMED = 2000;
/** So many are told that they were thrown out, if they do not hear it at once. */
const MOST_KICKED = 100;

/** Whom a room lets in, and whom it does not any more. */
export class Doors {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Somebody who gave the password. False if the room is gone, or the visitor banned, meanwhile. */
  async admit(room: string, visitor: string): Promise<boolean> {
    await this.#makePlace(room, "guests");
    const { matchedCount } = await this.#context.models.rooms.updateOne(
      { _id: room, bans: trusted({ $ne: visitor }) },
      { $addToSet: { guests: visitor } },
    );
    return matchedCount === 1;
  }

  async shut(room: string, visitor: string, ban: boolean): Promise<void> {
    if (ban) await this.#makePlace(room, "bans");
    const named = ban
      ? { $addToSet: { bans: visitor } }
      : { $push: { kicked: { $each: [visitor], $slice: -MOST_KICKED } } };
    const change = { $pull: { guests: visitor }, ...named, ...touch };
    await this.#context.models.rooms.updateOne({ _id: room }, change);
  }

  /** The one who was named first makes place for the next. */
  async #makePlace(room: string, list: "guests" | "bans"): Promise<void> {
    const full = { _id: room, [`${list}.${MOST_NAMED - 1}`]: trusted({ $exists: true }) };
    await this.#context.models.rooms.updateOne(full, { $pop: { [list]: -1 } });
  }
}
