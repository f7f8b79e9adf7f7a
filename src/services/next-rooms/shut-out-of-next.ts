import { bumpRevision, type RoomModel } from "../../db/models/room.js";
import { MAX_NAMES } from "../rooms/guest-list.js";

/** A kick or ban applies to the next room too, if there is one. Resolves to its id. */
export async function shutOutOfNext(
  rooms: RoomModel,
  room: string,
  visitor: string,
  reason: "kicked" | "banned",
): Promise<string | undefined> {
  const { next, addressBans = [] } = (await rooms.findById(room, { next: 1, addressBans: 1 }).lean()) ?? {};
  if (next === undefined) return undefined;
  const bans = addressBans.filter((ban) => ban.visitor === visitor);
  const ban = {
    $addToSet: { bans: visitor },
    ...(bans.length && { $push: { addressBans: { $each: bans, $slice: -MAX_NAMES } } }),
  };
  const shutOut = { $pull: { guests: visitor, invited: visitor }, ...bumpRevision };
  await rooms.updateOne({ _id: next }, { ...shutOut, ...(reason === "banned" && ban) });
  return next;
}
