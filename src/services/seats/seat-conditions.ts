import { trusted } from "mongoose";
import type { RoomRecord } from "../../db/models/room.js";
import { isHost } from "../../db/models/room-roles.js";

// Part of the filter of the update that takes a seat. It names the settings as they were read, so that the update fails
// if they change at the same moment.
export function seatConditions(room: RoomRecord, visitor: string): Record<string, unknown> {
  const { max, password, locked, owner } = room;
  return {
    max,
    [`members.${max - 1}`]: trusted({ $exists: false }),
    password: password ?? trusted({ $exists: false }),
    locked: locked ? true : trusted({ $ne: true }),
    ...(owner.id !== visitor && (password !== undefined || locked) && rightToEnter(room, visitor)),
  };
}

function rightToEnter(room: RoomRecord, visitor: string): Record<string, string> {
  if (isHost(room, visitor)) return { hosts: visitor };
  return room.invited?.includes(visitor) ? { invited: visitor } : { guests: visitor };
}
