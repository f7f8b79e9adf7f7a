import { trusted } from "mongoose";
import type { RoomRecord } from "../../db/models/room.js";
import { WIDE_FACTOR } from "../../lib/address-group.js";
import { BoundedQueue } from "../../lib/bounded-queue.js";
import { limits } from "../../shared/limits.js";
import { Refusal } from "../errors.js";
import type { Context } from "../ports.js";

const MAX_OF_VISITOR = 3;
const MAX_OF_ADDRESS = 100;
/** Beyond these an address has to give a proof of work: schools and carriers share addresses, so it is no refusal. */
const FREE_OF_ADDRESS = 10;
/** More rooms of an address are listed below all others. */
const PROMINENT_OF_ADDRESS = 3;
const MAX_WAITING = 1000;

export type RoomOrigin = Pick<RoomRecord, "openedFrom" | "below">;

export interface RoomRequest {
  owner: string;
  address: string;
  /** Ends within minutes, so it does not count. */
  replaced?: string | undefined;
}

export type EndUnvisited = (room: string) => Promise<boolean>;

export class RoomQuota {
  readonly #context: Context;
  /** One after the other, so that what was counted still holds when the room is stored. */
  readonly #queue = new BoundedQueue({ concurrency: 1, maxWaiting: MAX_WAITING });

  constructor(context: Context) {
    this.#context = context;
  }

  /** Whether this address has to give a proof of work for one more room. Counts the opening. */
  async needsProof(address: string): Promise<boolean> {
    const { quotaKeys, limiter } = this.#context;
    const keys = quotaKeys(address);
    if (!keys.length) return false;
    const isOften = !(await limiter.isWithin("openRoomFreely", address));
    return isOften || !(await this.#isWithin(keys, FREE_OF_ADDRESS));
  }

  /** Makes space for one more room, then stores it. Refusals come before any room is ended. */
  open(
    { owner, address, replaced }: RoomRequest,
    endUnvisited: EndUnvisited,
    store: (origin: RoomOrigin) => Promise<void>,
  ): Promise<void> {
    return this.#queue.run(async () => {
      const keys = this.#context.quotaKeys(address);
      await this.#assertWithinShare(keys);
      if (this.#context.limiter.enabled) await this.#makeSpaceFor(owner, endUnvisited, replaced);
      await this.#makeSpaceInAll(endUnvisited);
      const below = !(await this.#isWithin(keys, PROMINENT_OF_ADDRESS));
      await store({ ...(keys.length && { openedFrom: [...keys] }), ...(below && { below }) });
    });
  }

  async #assertWithinShare(keys: readonly string[]): Promise<void> {
    if (await this.#isWithin(keys, MAX_OF_ADDRESS)) return;
    this.#context.metrics.count("overShare", { of: "rooms" });
    throw new Refusal("TOO_MANY_ROOMS");
  }

  async #isWithin(keys: readonly string[], most: number): Promise<boolean> {
    for (const [i, key] of keys.entries()) {
      const living = await this.#context.models.rooms.countDocuments({ openedFrom: key });
      if (living >= (i ? most * WIDE_FACTOR : most)) return false;
    }
    return true;
  }

  async #makeSpaceFor(owner: string, endUnvisited: EndUnvisited, replaced?: string): Promise<void> {
    const fields = { visited: 1, createdAt: 1, lifetime: 1, expiresAt: 1, next: 1 };
    const found = await this.#context.models.rooms
      .find({ "owner.id": owner, ...(replaced && { _id: trusted({ $ne: replaced }) }) }, fields)
      .sort({ createdAt: 1 })
      .lean();
    const owned = replaced === undefined ? found : found.filter((room) => !isReplaced(room));
    const excess = owned.length + 1 - MAX_OF_VISITOR;
    if (excess <= 0) return;
    // A lifetime was promised, entered or not.
    const unvisited = owned
      .filter(({ visited, lifetime }) => visited === false && !lifetime)
      .map(({ _id }) => _id);
    await endSome(unvisited, excess, this.#counting("visitor", endUnvisited));
  }

  async #makeSpaceInAll(endUnvisited: EndUnvisited): Promise<void> {
    const { models, maxRooms } = this.#context;
    const excess = (await models.rooms.estimatedDocumentCount()) + 1 - maxRooms;
    if (excess <= 0) return;
    // Twice as many, since some may be entered at this moment.
    const empty = await this.#findUnvisited({ emptySince: trusted({ $lte: new Date() }) }, excess * 2);
    const held = await this.#findUnvisited({ emptySince: trusted({ $exists: false }) }, excess);
    await endSome([...empty, ...held], excess, this.#counting("server", endUnvisited));
  }

  #counting(limit: "visitor" | "server", endUnvisited: EndUnvisited): EndUnvisited {
    return async (room) => {
      const isEnded = await endUnvisited(room);
      if (isEnded) this.#context.metrics.count("endedForSpace", { limit });
      return isEnded;
    };
  }

  async #findUnvisited(filter: { emptySince: unknown }, limit: number): Promise<string[]> {
    const found = await this.#context.models.rooms
      .find({ visited: false, ...filter } as object, { _id: 1 })
      .sort({ emptySince: 1, createdAt: 1 })
      .limit(limit)
      .lean();
    return found.map(({ _id }) => _id);
  }
}

/** Not if its end was put off: then there are two that stay. */
const isReplaced = ({ next, expiresAt }: Pick<RoomRecord, "next" | "expiresAt">): boolean =>
  next !== undefined &&
  expiresAt !== undefined &&
  expiresAt.getTime() <= Date.now() + limits.lifetime.warningMs;

async function endSome(rooms: string[], excess: number, endUnvisited: EndUnvisited): Promise<void> {
  let missing = excess;
  if (rooms.length < missing) throw new Refusal("TOO_MANY_ROOMS");
  for (const room of rooms) {
    if (missing === 0) return;
    if (await endUnvisited(room)) missing--;
  }
  if (missing > 0) throw new Refusal("TOO_MANY_ROOMS");
}
