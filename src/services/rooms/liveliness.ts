import { trusted } from "mongoose";
import type { RoomModel, RoomRecord } from "../../db/models/room.js";
import { sortKey } from "./new-room.js";

/** Rooms in which people talk would change places all the time, and each time costs a write. */
const STEP_MS = 60_000;
const BATCH = 500;
type Placed = Pick<RoomRecord, "_id" | "born" | "heard" | "lastChatAt" | "password" | "below">;

const needed = { born: 1, heard: 1, lastChatAt: 1, password: 1, below: 1 } as const;

/**
 * A room's new place in the lobby's order of liveliness, if it has one. In a secret room it would tell when somebody
 * writes, and rooms that one address opened in numbers stay below all others.
 */
export function newHeard(room: Placed): string | undefined {
  const { _id, born, heard, lastChatAt, password, below } = room;
  const isPublic = lastChatAt && password === undefined && !below;
  if (!isPublic) return heard === born ? undefined : born;
  // Times begin with 1, so a 2 before them puts the rooms in which somebody spoke above all others.
  const key = `2${sortKey(_id, lastChatAt, {})}`;
  const isRecent = heard !== undefined && heard !== born && timeOf(key) - timeOf(heard) < STEP_MS;
  return isRecent ? undefined : key;
}

export async function storeHeard(rooms: RoomModel, room: Placed): Promise<void> {
  const heard = newHeard(room);
  if (heard !== undefined) await rooms.updateOne(stillAsSecret(room), { $set: { heard } });
}

/** Rooms of earlier versions have no place in that order, and would be missing there. */
export async function placeOldRooms(rooms: RoomModel): Promise<void> {
  for (;;) {
    const found = await rooms.find({ heard: null }, needed).limit(BATCH).lean();
    const updates = found.map((room) => ({
      updateOne: { filter: stillAsSecret(room), update: { $set: { heard: newHeard(room)! } } },
    }));
    if (updates.length) await rooms.bulkWrite(updates, { ordered: false, throwOnValidationError: true });
    if (found.length < BATCH) return;
  }
}

/** A password may have been set meanwhile. */
const stillAsSecret = ({ _id, password }: Placed) => ({
  _id,
  password: trusted({ $exists: password !== undefined }),
});

const timeOf = (key: string): number => Number.parseInt(key, 10);
