import type { RoomView } from "../events.js";
import { isLively } from "./relative-time.js";

export interface CardState {
  inside: boolean;
  full: boolean;
  lively: boolean;
}

/** A RoomView names only the first members, so `seated` lists the rooms in which this visitor has a seat. */
export function toCardState(
  room: RoomView,
  visitor: string,
  seated: string[] | undefined,
  now: number,
): CardState {
  const isNamed = room.members.some((member) => member.id === visitor);
  const inside = isNamed || (room.people > room.members.length && !!seated?.includes(room._id));
  return { inside, full: !inside && room.people >= room.max, lively: isLively(room.lastChatAt ?? null, now) };
}
