import type { Member, RoomView } from "../events.js";

/** Leaves one place for "+3" when not everybody fits. */
export function toFaces(
  room: Pick<RoomView, "members" | "people">,
  max: number,
): { shown: Member[]; rest: number } {
  const shown = room.members.slice(0, room.people > max ? max - 1 : max);
  return { shown, rest: Math.max(0, room.people - shown.length) };
}
