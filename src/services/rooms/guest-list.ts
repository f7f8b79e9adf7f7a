import { trusted } from "mongoose";
import type { Models } from "../../db/index.js";
import { type AddressBan, bumpRevision, type RoomModel } from "../../db/models/room.js";

const MAX_NAMES = 2000;
const MAX_KICKED = 100;

export async function admitGuest(rooms: RoomModel, room: string, visitor: string): Promise<boolean> {
  await dropOldest(rooms, room, "guests");
  const { matchedCount } = await rooms.updateOne(
    { _id: room, bans: trusted({ $ne: visitor }) },
    { $addToSet: { guests: visitor } },
  );
  return matchedCount === 1;
}

/** A kicked visitor may come back, into a secret room by its password; a banned one may not. */
export async function shutOut(
  rooms: RoomModel,
  room: string,
  visitor: string,
  reason: "kicked" | "banned",
  from: string | undefined,
): Promise<void> {
  if (reason === "banned") await dropOldest(rooms, room, "bans");
  const listed =
    reason === "banned"
      ? {
          $addToSet: { bans: visitor },
          ...(from && { $push: { addressBans: newest({ visitor, from, at: new Date() }) } }),
        }
      : { $push: { kicked: { $each: [visitor], $slice: -MAX_KICKED } } };
  await rooms.updateOne(
    { _id: room },
    { $pull: { guests: visitor, invited: visitor }, ...listed, ...bumpRevision },
  );
}

export async function admitInvited(rooms: RoomModel, room: string, visitor: string): Promise<boolean> {
  await dropOldest(rooms, room, "invited");
  const { matchedCount } = await rooms.updateOne(
    { _id: room, bans: trusted({ $ne: visitor }) },
    { $addToSet: { invited: visitor }, $pull: { knocks: { id: visitor } } },
  );
  return matchedCount === 1;
}

/** Leaving ends the right to pass the lock; the invite, if it was one, has to be used again. */
export async function endInvitation(
  { rooms, invites }: Pick<Models, "rooms" | "invites">,
  room: string,
  visitor: string,
): Promise<void> {
  const { matchedCount } = await rooms.updateOne(
    { _id: room, invited: visitor },
    { $pull: { invited: visitor } },
  );
  if (matchedCount) await invites.updateMany({ room, visitors: visitor }, { $pull: { visitors: visitor } });
}

const newest = (ban: AddressBan) => ({ $each: [ban], $slice: -MAX_NAMES });

async function dropOldest(
  rooms: RoomModel,
  room: string,
  list: "guests" | "bans" | "invited",
): Promise<void> {
  const full = { _id: room, [`${list}.${MAX_NAMES - 1}`]: trusted({ $exists: true }) };
  await rooms.updateOne(full, { $pop: { [list]: -1 } });
}
