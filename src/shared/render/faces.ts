import type { Member, RoomView } from "../events.js";

/** Leaves one place for "+3" when not everybody fits. Of a secret room, only the number of its members is known. */
export function toFaces(
  room: Pick<RoomView, "members" | "people">,
  max: number,
): { shown: Member[]; unnamed: number; rest: number } {
  const places = room.people > max ? max - 1 : max;
  const shown = room.members.slice(0, places);
  const unnamed = shown.length ? 0 : Math.min(room.people, places);
  return { shown, unnamed, rest: Math.max(0, room.people - shown.length - unnamed) };
}
