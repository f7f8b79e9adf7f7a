import { trusted } from "mongoose";
import type { Models } from "../../db/index.js";
import { type AddressBan, bumpRevision, type RoomModel } from "../../db/models/room.js";
import { Refusal } from "../errors.js";
import { addressesOfVisitor, sameAddresses } from "../seats/seat-addresses.js";
import type { RoomCache } from "./room-cache.js";

export const MAX_NAMES = 2000;
const MAX_KICKED = 100;
const MAX_TRIES = 5;

export async function admitGuest(rooms: RoomModel, room: string, visitor: string): Promise<boolean> {
  return addName(rooms, room, visitor, "guests");
}

export async function admitProven(rooms: RoomModel, room: string, visitor: string): Promise<boolean> {
  return addName(rooms, room, visitor, "proven");
}

async function addName(
  rooms: RoomModel,
  room: string,
  visitor: string,
  list: "guests" | "proven",
): Promise<boolean> {
  await dropOldest(rooms, room, list);
  const { matchedCount } = await rooms.updateOne(
    { _id: room, bans: trusted({ $ne: visitor }) },
    { $addToSet: { [list]: visitor } },
  );
  return matchedCount === 1;
}

/** A kicked visitor may come back, into a secret room by its password; a banned one may not. */
export async function shutOut(
  rooms: RoomModel,
  cache: RoomCache,
  room: string,
  visitor: string,
  reason: "kicked" | "banned",
): Promise<void> {
  if (reason === "banned") return ban(rooms, cache, room, visitor);
  const listed = { $push: { kicked: { $each: [visitor], $slice: -MAX_KICKED } } };
  await rooms.updateOne(
    { _id: room },
    { $pull: { guests: visitor, invited: visitor, proven: visitor }, ...listed, ...bumpRevision },
  );
}

export async function admitInvited(rooms: RoomModel, room: string, visitor: string): Promise<boolean> {
  await dropOldest(rooms, room, "invited");
  const { matchedCount } = await rooms.updateOne(
    { _id: room, bans: trusted({ $ne: visitor }) },
    // A knock at the same moment writes the whole list, and names the revision that it read.
    { $addToSet: { invited: visitor }, $pull: { knocks: { id: visitor } }, ...bumpRevision },
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

async function ban(rooms: RoomModel, cache: RoomCache, room: string, visitor: string): Promise<void> {
  await dropOldest(rooms, room, "bans");
  for (let i = 0; i < MAX_TRIES; i++) {
    const record = await cache.get(room);
    const at = new Date();
    const bans = addressesOfVisitor(record, visitor).map((from): AddressBan => ({ visitor, from, at }));
    // Does not match if the visitor came from one more address meanwhile, which the ban must cover as well.
    const { matchedCount } = await rooms.updateOne(
      { _id: room, ...sameAddresses(record, visitor) },
      {
        $pull: { guests: visitor, invited: visitor, proven: visitor },
        $addToSet: { bans: visitor },
        ...(bans.length && { $push: { addressBans: { $each: bans, $slice: -MAX_NAMES } } }),
        ...bumpRevision,
      },
    );
    if (matchedCount) return;
  }
  throw new Refusal("BUSY");
}

async function dropOldest(
  rooms: RoomModel,
  room: string,
  list: "guests" | "bans" | "invited" | "proven",
): Promise<void> {
  const full = { _id: room, [`${list}.${MAX_NAMES - 1}`]: trusted({ $exists: true }) };
  await rooms.updateOne(full, { $pop: { [list]: -1 } });
}
