import type { UpdateQuery } from "mongoose";
import { bumpRevision, type RoomRecord } from "../../db/models/room.js";
import { MAX_NAMES } from "../rooms/guest-list.js";
import { newRoom } from "../rooms/new-room.js";

const SETTINGS = ["password", "listed", "locked", "slow", "readOnly", "crowd"] as const;
const ROLES = ["hosts", "bans", "addressBans", "bannedAs"] as const;
type Carried = Partial<
  Pick<RoomRecord, (typeof SETTINGS)[number] | (typeof ROLES)[number] | "guests" | "invited">
>;

/** The opener stays the same, so that no member gains a role by clicking first. */
export function followingRoom(room: RoomRecord, now: Date): RoomRecord {
  const { title, max, lifetime = "left", owner } = room;
  const opened = newRoom(owner, { title, max, listed: true, lifetime }, now);
  return { ...opened, touchedAt: now, ...carriedOver(room) };
}

/** For a room that changed while the one that follows it was stored. */
export function toCarriedUpdate(room: RoomRecord): UpdateQuery<RoomRecord> {
  const { title, words, max } = room;
  const $set: Record<string, unknown> = { title, words, max };
  const $unset: Record<string, 1> = {};
  const carried = carriedOver(room);
  for (const name of [...SETTINGS, ...ROLES, "guests", "invited"] as const) {
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
  return carried;
}
