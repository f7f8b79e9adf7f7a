import { trusted } from "mongoose";
import type { RoomRecord } from "../../db/models/room.js";
import { isHost } from "../../db/models/room-roles.js";

// Part of the filter of the update that takes a seat. It names the settings as they were read, so that the update fails
// if they change at the same moment.
export function seatConditions(
  room: RoomRecord,
  visitor: string,
  { asksForProof }: { asksForProof: boolean },
): Record<string, unknown> {
  const { max, password, locked, proof, owner } = room;
  return {
    max,
    [`members.${max - 1}`]: trusted({ $exists: false }),
    password: password ?? trusted({ $exists: false }),
    locked: locked ? true : trusted({ $ne: true }),
    proof: proof ? true : trusted({ $ne: true }),
    ...(owner.id !== visitor && rightToEnter(room, visitor, asksForProof)),
  };
}

function rightToEnter(room: RoomRecord, visitor: string, asksForProof: boolean): Record<string, string> {
  const isClosed = room.password !== undefined || room.locked === true;
  if (!isClosed && !asksForProof) return {};
  if (isHost(room, visitor)) return { hosts: visitor };
  if (room.invited?.includes(visitor)) return { invited: visitor };
  return { ...(isClosed && { guests: visitor }), ...(asksForProof && { proven: visitor }) };
}
