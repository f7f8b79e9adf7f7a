import type { News } from "../../shared/events.js";
import type { Context } from "../ports.js";
import type { Presence } from "../seats/presence.js";

/** Counting people over all instances reads every room. */
const KEPT_MS = 2500;

/** How many rooms there are, and people in them. */
export class Totals {
  readonly #context: Context;
  readonly #presence: Presence;
  #everybody: Promise<number> | undefined;

  constructor(context: Context, presence: Presence) {
    this.#context = context;
    this.#presence = presence;
  }

  async now(): Promise<News> {
    const { models, peers } = this.#context;
    const rooms = await models.rooms.estimatedDocumentCount();
    const people = peers.alone ? this.#presence.people : await this.#countEverybody();
    return { rooms, people, at: new Date().toISOString() };
  }

  /** Those who ask meanwhile share one answer. */
  #countEverybody(): Promise<number> {
    this.#everybody ??= this.#readRooms().finally(() => {
      setTimeout(() => {
        this.#everybody = undefined;
      }, KEPT_MS).unref();
    });
    return this.#everybody;
  }

  async #readRooms(): Promise<number> {
    const people = { $group: { _id: null, people: { $sum: { $size: "$members" } } } };
    const [found] = await this.#context.models.rooms.aggregate<{ people: number }>([people]);
    return found?.people ?? 0;
  }
}
