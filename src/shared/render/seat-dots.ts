import type { Member, RoomView } from "../events.js";
import { toHue } from "./hue.js";
import { isLively } from "./relative-time.js";

export interface SeatDot {
  x: number;
  hue: number | null;
}

const MAX_DOTS = 20;

/** A room with more than twenty seats is drawn in proportion; one with members in it never looks empty. */
export function toSeatDots(room: Pick<RoomView, "max" | "people" | "members">): SeatDot[] {
  const dots = Math.min(room.max, MAX_DOTS);
  const share = (room.people * dots) / room.max;
  const taken = room.people === 0 ? 0 : Math.max(1, Math.min(dots, Math.floor(share)));
  return Array.from({ length: dots }, (_, i) => ({
    x: i * 10 + 4,
    hue: i < taken ? hueAt(room.members, i) : null,
  }));
}

function hueAt(members: Member[], i: number): number {
  const member = members[i % (members.length || 1)];
  return member ? toHue(member.color) : 0;
}

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
