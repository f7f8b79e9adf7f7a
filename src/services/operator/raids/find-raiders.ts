import { trusted } from "mongoose";
import { ONION } from "../../../lib/onion/onion-address.js";
import type { Context } from "../../ports.js";
import {
  type AddressGroup,
  addressesIn,
  groupByAddress,
  hasAddresses,
  neededOfRooms,
  type RaidRoom,
} from "./address-group.js";
import { readRates } from "./chat-rates.js";

const WINDOW_MS = 3600_000;
/** The liveliest; the rest of a larger raid shows when these have ended. */
const MAX_ROOMS = 2000;
const UNKNOWN_ADDRESS = "unknown";

export interface Lately {
  readonly groups: ReadonlyMap<string, AddressGroup>;
  /** Addresses that opened a room before, in which others have been. */
  readonly settled: ReadonlySet<string>;
  readonly rooms: readonly RaidRoom[];
  readonly since: number;
  /** `undefined` if no room tells. */
  readonly areAddressesKnown: boolean | undefined;
}

export const isClearlyRaid = (
  group: AddressGroup,
  { groups, settled }: Pick<Lately, "groups" | "settled">,
  own: readonly string[],
  now: number,
): boolean =>
  // If all share an address, it is that of a proxy that the server was not told of.
  groups.size > 1 && !own.includes(group.from) && !settled.has(group.from) && group.looksLikeRaid(now);

export const windowStart = (now = Date.now()): number => now - WINDOW_MS;

/** The visitors of the last hour, by address. */
export async function readLately(context: Context, now: number): Promise<Lately> {
  const since = windowStart(now);
  const rooms = await readRooms(context, since);
  const groups = groupByAddress(rooms, since);
  for (const address of [UNKNOWN_ADDRESS, ONION]) groups.delete(context.shareKey(address) ?? "");
  await addRates(context, rooms, groups, since, now);
  forgetBanned(context, groups);
  return {
    ...{ groups, rooms, since, settled: await readSettled(context, [...groups.keys()], since) },
    areAddressesKnown: rooms.length ? rooms.some(hasAddresses) : undefined,
  };
}

export const readRooms = ({ models }: Context, since: number): Promise<RaidRoom[]> =>
  models.rooms
    .find({ touchedAt: trusted({ $gte: new Date(since) }) }, neededOfRooms)
    .sort({ touchedAt: -1 })
    .limit(MAX_ROOMS)
    .lean<RaidRoom[]>();

async function addRates(
  { models }: Context,
  rooms: readonly RaidRoom[],
  groups: ReadonlyMap<string, AddressGroup>,
  since: number,
  now: number,
): Promise<void> {
  const addresses = new Map(rooms.flatMap((room) => addressesIn(room, since)));
  for (const { author, messagesPerMinute, picturesPerMinute } of await readRates(models.chats, rooms, now)) {
    const group = groups.get(addresses.get(author) ?? "");
    if (!group) continue;
    group.messagesPerMinute += messagesPerMinute;
    group.picturesPerMinute += picturesPerMinute;
  }
}

/** A raid that was ended must not be offered again, for what rooms still know of who left. */
function forgetBanned({ siteRules }: Context, groups: Map<string, AddressGroup>): void {
  for (const [from, { visitors }] of groups) {
    for (const id of visitors) if (siteRules.bannedUntil({ id, since: 0, keys: [] })) visitors.delete(id);
    if (!visitors.size) groups.delete(from);
  }
}

async function readSettled({ models }: Context, from: string[], since: number): Promise<Set<string>> {
  const old = { createdAt: trusted({ $lt: new Date(since) }), visited: true };
  const found = await models.rooms.distinct("openedFrom", { openedFrom: trusted({ $in: from }), ...old });
  return new Set(found);
}
