import { type QueryFilter, trusted } from "mongoose";
import type { RoomRecord } from "../../../db/models/room.js";
import { inParallel } from "../../../lib/load/in-parallel.js";
import { randomId } from "../../../lib/random-id.js";
import { closeKnock, tellWhoKnocked } from "../../knocks/close-knock.js";
import type { Context, ExpelReason } from "../../ports.js";
import { type AddressGroup, addressesIn, type RaidRoom } from "./address-group.js";
import { readRooms, windowStart } from "./find-raiders.js";
import { type MessageParts, RaidMessages } from "./raid-messages.js";

const OPENINGS_CLOSED_MS = 3600_000;
const VISITORS_PER_QUERY = 500;
const AT_ONCE = 4;

export interface RaidParts extends MessageParts {
  readonly removal: { removeAny(room: string): Promise<boolean> };
  readonly seats: { expel(room: string, visitor: string, reason: ExpelReason): Promise<boolean> };
}

interface Raid {
  readonly visitors: readonly string[];
  /** Those that the raid opened. */
  readonly toEnd: Set<string>;
  /** Others of the last hour, which it may have written into. */
  readonly toClean: Set<string>;
}

export class RaidEnding {
  readonly #context: Context;
  readonly #parts: RaidParts;
  readonly #messages: RaidMessages;
  readonly #running = new Set<Raid>();

  constructor(context: Context, parts: RaidParts) {
    this.#context = context;
    this.#parts = parts;
    this.#messages = new RaidMessages(context, parts);
  }

  /** How many rooms are still to be ended or cleaned here; `undefined` when all is done. */
  get roomsLeft(): number | undefined {
    const counts = [...this.#running].map(({ toEnd, toClean }) => toEnd.size + toClean.size);
    return counts.length ? counts.reduce((sum, count) => sum + count) : undefined;
  }

  /** Resolves, when the bans hold, to how many rooms are to end. The rest goes on after the answer. */
  async end(groups: readonly AddressGroup[], until: Date): Promise<number> {
    await this.#shutOut(groups, until);
    const from = new Set(groups.map((group) => group.from));
    const since = windowStart();
    const [toEnd, toClean] = [new Set<string>(), new Set<string>()];
    // Read by now, so that none is missed that was opened meanwhile.
    for (const room of await readRooms(this.#context, since))
      (isOfRaid(room, from, since) ? toEnd : toClean).add(room._id);
    const raid = { visitors: [...new Set(groups.flatMap(({ visitors }) => [...visitors]))], toEnd, toClean };
    const { size } = toEnd;
    this.#running.add(raid);
    this.#context.background.retryUntilDone(async () => {
      await this.#removeAll(raid);
      this.#running.delete(raid);
    });
    return size;
  }

  /** Bans come first, else expelled visitors would return at once. */
  async #shutOut(groups: readonly AddressGroup[], until: Date): Promise<void> {
    const { models, siteRules } = this.#context;
    const at = new Date();
    const bans = groups.map(({ from, visitors }) => {
      return { _id: randomId(9), visitors: [...visitors], from: [from], at, until };
    });
    await models.siteBans.insertMany(bans);
    const hour = new Date(at.getTime() + OPENINGS_CLOSED_MS);
    const known = siteRules.until("openingsClosedUntil");
    await siteRules.set({ openingsClosedUntil: known && known > hour ? known : hour });
  }

  /** Safe to begin again after a failure. */
  async #removeAll({ visitors, toEnd, toClean }: Raid): Promise<void> {
    for (let i = 0; i < visitors.length; i += VISITORS_PER_QUERY)
      await this.#expel(visitors.slice(i, i + VISITORS_PER_QUERY), toEnd);
    await inParallel(toEnd, AT_ONCE, async (room) => {
      await this.#parts.removal.removeAny(room);
      toEnd.delete(room);
    });
    await inParallel(toClean, AT_ONCE, async (room) => {
      await this.#messages.remove(room, visitors);
      toClean.delete(room);
    });
  }

  /** Rooms that end anyway take their members along. */
  async #expel(visitors: readonly string[], ending: ReadonlySet<string>): Promise<void> {
    const known = new Set(visitors);
    const among = trusted({ $in: visitors });
    await this.#inOthers({ "members.id": among }, ending, async ({ _id, members }) => {
      for (const { id } of members) if (known.has(id)) await this.#parts.seats.expel(_id, id, "banned");
    });
    await this.#inOthers({ "knocks.id": among }, ending, async ({ _id, knocks = [] }) => {
      for (const { id } of knocks)
        if (known.has(id) && (await closeKnock(this.#context, _id, id)))
          tellWhoKnocked(this.#context, _id, id, false);
    });
  }

  async #inOthers(
    filter: QueryFilter<RoomRecord>,
    ending: ReadonlySet<string>,
    work: (room: Pick<RoomRecord, "_id" | "members" | "knocks">) => Promise<void>,
  ): Promise<void> {
    const found = await this.#context.models.rooms.find(filter, { members: 1, knocks: 1 }).lean();
    const others = found.filter(({ _id }) => !ending.has(_id));
    await inParallel(others, AT_ONCE, work);
  }
}

/** Opened by it within the hour, or before and nobody else is in it. */
function isOfRaid(room: RaidRoom, from: ReadonlySet<string>, since: number): boolean {
  if (!from.has(room.openedFrom?.[0] ?? "")) return false;
  if (room.createdAt.getTime() >= since) return true;
  const addresses = new Map(addressesIn(room, since));
  return room.members.every(({ id }) => from.has(addresses.get(id) ?? ""));
}
