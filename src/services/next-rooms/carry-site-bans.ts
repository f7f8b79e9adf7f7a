import { trusted } from "mongoose";
import { bumpRevision, type RoomModel } from "../../db/models/room.js";
import type { Context } from "../ports.js";

const MAX_FOLLOWED = 100;

/** The operator's bans from a room hold in the one that follows it. */
export async function carrySiteBans(
  { models, siteRules }: Pick<Context, "models" | "siteRules">,
  room: string,
  next: string,
): Promise<void> {
  const holding = { $or: [{ room }, { nextRooms: room }], until: trusted({ $gt: new Date() }) };
  const { matchedCount } = await models.siteBans.updateMany(holding, { $addToSet: { nextRooms: next } });
  if (matchedCount) await siteRules.changed();
}

/** Changes their revisions, so that another that is linked at this moment is linked with the ban. */
export async function roomsAfter(rooms: RoomModel, room: string): Promise<string[]> {
  const after: string[] = [];
  for (let at: string | undefined = room; at !== undefined && after.length < MAX_FOLLOWED; ) {
    const found: { next?: string } | null = await rooms
      .findOneAndUpdate({ _id: at }, bumpRevision, { projection: { next: 1 } })
      .lean();
    at = found?.next;
    if (at !== undefined) after.push(at);
  }
  return after;
}
