import { trusted } from "mongoose";
import type { RoomRecord } from "../../db/models/room.js";
import type { News } from "../../shared/events.js";
import type { Context } from "../ports.js";
import type { Presence } from "../seats/presence.js";

const CACHE_MS = 2500;

export class LobbyTotals {
  readonly #context: Context;
  readonly #presence: Presence;
  #people: Promise<number> | undefined;

  constructor(context: Context, presence: Presence) {
    this.#context = context;
    this.#presence = presence;
  }

  async count(): Promise<News> {
    const { models, bus } = this.#context;
    const all = await models.rooms.estimatedDocumentCount();
    const rooms = all - (await models.rooms.countDocuments({ listed: false }));
    const people = bus.hasOthers ? await this.#countEverywhere() : this.#presence.listedSeatCount;
    return { rooms, people, at: new Date().toISOString() };
  }

  /** Reads every room, so concurrent callers share the answer for a while. */
  #countEverywhere(): Promise<number> {
    this.#people ??= this.#readAll().finally(() => {
      setTimeout(() => {
        this.#people = undefined;
      }, CACHE_MS).unref();
    });
    return this.#people;
  }

  async #readAll(): Promise<number> {
    let people = 0;
    const seats = this.#context.models.rooms
      .find({ listed: trusted({ $ne: false }) }, { "members.id": 1 })
      .lean<Pick<RoomRecord, "members">>();
    for await (const { members } of seats.cursor()) people += members.length;
    return people;
  }
}
