import { bumpRevision, type RoomModel } from "../../db/models/room.js";
import { mayKick, stillHost } from "../../db/models/room-roles.js";
import { MAX_NAMES } from "../rooms/guest-list.js";

/** For who may kick there too: an acting host of the old room need not be one. Resolves to the next room's id. */
export async function shutOutOfNext(
  rooms: RoomModel,
  room: string,
  visitor: string,
  member: string,
  reason: "kicked" | "banned",
): Promise<string | undefined> {
  const { next, addressBans = [] } = (await rooms.findById(room, { next: 1, addressBans: 1 }).lean()) ?? {};
  const following = next === undefined ? null : await rooms.findById(next).lean();
  if (!following || !mayKick(following, visitor, member)) return undefined;
  const bans = addressBans.filter((ban) => ban.visitor === member);
  const ban = {
    $addToSet: { bans: member },
    ...(bans.length && { $push: { addressBans: { $each: bans, $slice: -MAX_NAMES } } }),
  };
  const shutOut = { $pull: { guests: member, invited: member, proven: member }, ...bumpRevision };
  const still = { _id: following._id, ...stillHost(following, visitor) };
  const { matchedCount } = await rooms.updateOne(still, { ...shutOut, ...(reason === "banned" && ban) });
  return matchedCount ? following._id : undefined;
}
