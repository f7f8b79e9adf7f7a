import type { UpdateQuery } from "mongoose";
import { bumpRevision, type RoomRecord } from "../../db/models/room.js";
import { MAX_NAMES } from "../rooms/guest-list.js";
import { endOfLifetime, newRoom } from "../rooms/new-room.js";

const SETTINGS = ["password", "locked", "slow", "readOnly", "crowd", "proof"] as const;
const ROLES = ["hosts", "bans", "addressBans", "bannedAs"] as const;
type Carried = Partial<
  Pick<RoomRecord, (typeof SETTINGS)[number] | (typeof ROLES)[number] | "guests" | "invited" | "proven">
>;

// The opener stays the same, so that no member gains a role by clicking first. Until it is linked, the room is unlisted
// and ends after a minute, so that a crash leaves none behind.
export function followingRoom(room: RoomRecord, now: Date): RoomRecord {
  const { title, max, lifetime, owner } = room;
  const opened = newRoom(owner, { title, max, listed: false, lifetime: "left" }, now);
  return { ...opened, touchedAt: now, ...(lifetime && { lifetime }), ...carriedOver(room) };
}

/** Gives a room that is linked its lifetime and its place in the list. */
export function toLinkedUpdate({ lifetime, listed }: RoomRecord, now: Date): UpdateQuery<RoomRecord> {
  const isListed = listed !== false;
  return {
    $set: {
      ...(lifetime && { expiresAt: endOfLifetime(lifetime, now) }),
      ...(isListed && { listedAt: new Date() }),
    },
    $unset: { endsAt: 1, ...(isListed && { listed: 1 }) },
    ...bumpRevision,
  };
}

/** For a room that changed while the one that follows it was stored. */
export function toCarriedUpdate(room: RoomRecord): UpdateQuery<RoomRecord> {
  const { title, words, max } = room;
  const $set: Record<string, unknown> = { title, words, max };
  const $unset: Record<string, 1> = {};
  const carried = carriedOver(room);
  for (const name of [...SETTINGS, ...ROLES, "guests", "invited", "proven"] as const) {
    if (carried[name] === undefined) $unset[name] = 1;
    else $set[name] = carried[name];
  }
  return { $set, $unset, ...bumpRevision };
}

function carriedOver(room: RoomRecord): Carried {
  const carried: Record<string, unknown> = {};
  for (const name of [...SETTINGS, ...ROLES]) if (room[name] !== undefined) carried[name] = room[name];
  const seated = room.members.map(({ id }) => id);
  const union = (names: string[] = [], more: string[] = []) =>
    [...new Set([...names, ...more])].slice(-MAX_NAMES);
  carried.guests = union(room.guests, room.password === undefined ? [] : seated);
  // The lock lets in who is seated, and there nobody is yet.
  const invited = union(room.invited, room.locked ? seated : []);
  if (invited.length) carried.invited = invited;
  const proven = union(room.proven, seated);
  if (proven.length) carried.proven = proven;
  return carried;
}
