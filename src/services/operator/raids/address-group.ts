import type { RoomRecord } from "../../../db/models/room.js";

const OPENINGS_MS = 10 * 60_000;
const MANY_VISITORS = 5;
const MANY_ROOMS = 3;
/** For each visitor of the address: a class that talks stays far below it. */
const LOUD_PER_MINUTE = 10;
/** Of each visitor on average; a room that was opened counts as much. */
const LIVELY_PER_MINUTE = 3;
const SIGNS_OF_A_RAID = 2;
/** A picture is seen before it is read. */
const PICTURE_WEIGHT = 4;

export const neededOfRooms = {
  owner: 1,
  members: 1,
  openedFrom: 1,
  seatedFrom: 1,
  heldFrom: 1,
  leftFrom: 1,
  createdAt: 1,
  lastChatAt: 1,
  password: 1,
  listed: 1,
  locked: 1,
} as const;

export type RaidRoom = Pick<RoomRecord, "_id" | keyof typeof neededOfRooms>;

/** The recent visitors from one address, as the rooms know them. */
export class AddressGroup {
  /** The keyed hash of the address. */
  readonly from: string;
  readonly visitors = new Set<string>();
  readonly names = new Set<string>();
  readonly opened: { room: string; at: number }[] = [];
  messagesPerMinute = 0;
  picturesPerMinute = 0;

  constructor(from: string) {
    this.from = from;
  }

  get noise(): number {
    const { messagesPerMinute, picturesPerMinute, opened, visitors } = this;
    return messagesPerMinute + PICTURE_WEIGHT * picturesPerMinute + 10 * opened.length + visitors.size;
  }

  /**
   * Two signs of three. Not many visitors and rooms alone: a class at one address that works in groups, or a conference,
   * has them, but does not send that much, nor a room for each.
   */
  looksLikeRaid(now: number): boolean {
    const { messagesPerMinute, picturesPerMinute, opened, visitors } = this;
    const times = opened.map(({ at }) => at).sort((a, b) => b - a);
    const latest = times[0] ?? now;
    const rate = messagesPerMinute + PICTURE_WEIGHT * picturesPerMinute;
    const rooms = times.filter((at) => latest - at <= OPENINGS_MS).length;
    const signs = [
      visitors.size >= MANY_VISITORS,
      rooms >= MANY_ROOMS,
      rate >= LOUD_PER_MINUTE * Math.max(visitors.size, MANY_ROOMS),
    ];
    const isNoisy = rate + LIVELY_PER_MINUTE * rooms >= LIVELY_PER_MINUTE * visitors.size;
    return isNoisy && signs.filter(Boolean).length >= SIGNS_OF_A_RAID;
  }
}

/** By the keyed hash of the address. Rooms that were opened before `since` only tell who came into them. */
export function groupByAddress(rooms: readonly RaidRoom[], since: number): Map<string, AddressGroup> {
  const groups = new Map<string, AddressGroup>();
  const groupOf = (from: string) => {
    const group = groups.get(from) ?? new AddressGroup(from);
    groups.set(from, group);
    return group;
  };
  for (const room of rooms) {
    const named = isOpenToAll(room) ? [...room.members, room.owner] : [];
    const names = new Map(named.map(({ id, name }) => [id, name]));
    const [opener] = room.openedFrom ?? [];
    const at = room.createdAt.getTime();
    if (opener !== undefined && at >= since) groupOf(opener).opened.push({ room: room._id, at });
    for (const [visitor, from] of addressesIn(room, since)) {
      const group = groupOf(from);
      group.visitors.add(visitor);
      const name = names.get(visitor);
      if (name) group.names.add(name);
    }
  }
  return groups;
}

/** Pairs of visitor and address: the opener, who is seated, and who left. */
export function addressesIn(room: RaidRoom, since: number): [string, string][] {
  const { openedFrom: [opener] = [], seatedFrom = {}, heldFrom = {}, leftFrom = [] } = room;
  const isNew = room.createdAt.getTime() >= since;
  return [
    ...(opener !== undefined && isNew ? ([[room.owner.id, opener]] as [string, string][]) : []),
    ...Object.entries(seatedFrom),
    ...Object.entries(heldFrom).flatMap(([id, all]) => all.map((from): [string, string] => [id, from])),
    ...leftFrom.map(({ visitor, from }): [string, string] => [visitor, from]),
  ];
}

/** Opened by it within the hour, or before and now full of it alone. */
export function isOfRaid(room: RaidRoom, from: ReadonlySet<string>, since: number): boolean {
  if (!from.has(room.openedFrom?.[0] ?? "")) return false;
  if (room.createdAt.getTime() >= since) return true;
  const addresses = new Map(addressesIn(room, since));
  return room.members.length > 0 && room.members.every(({ id }) => from.has(addresses.get(id) ?? ""));
}

/** The operator does not see members of other groups. */
const isOpenToAll = ({ password, listed, locked }: RaidRoom): boolean =>
  password === undefined && listed !== false && locked !== true;

export const hasAddresses = ({ openedFrom, seatedFrom, heldFrom, leftFrom }: RaidRoom): boolean =>
  [openedFrom, seatedFrom, heldFrom, leftFrom].some((known) => known && Object.keys(known).length > 0);
