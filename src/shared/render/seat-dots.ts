import type { Member, RoomView } from "../events.js";
import { hueOf } from "./hue.js";
import { isLively } from "./relative-time.js";

export interface Seat {
  x: number;
  /** The hue of who sits there, or null for an empty seat. */
  hue: number | null;
}

const MOST_DOTS = 20;

/** Seats as dots; a room of more than twenty is drawn in proportion, an inhabited one never as empty. */
export function seatsOf(room: Pick<RoomView, "max" | "people" | "members">): Seat[] {
  const dots = Math.min(room.max, MOST_DOTS);
  const share = (room.people * dots) / room.max;
  const taken = room.people === 0 ? 0 : Math.max(1, Math.min(dots, Math.floor(share)));
  return Array.from({ length: dots }, (_, i) => ({
    x: i * 10 + 4,
    hue: i < taken ? hueAt(room.members, i) : null,
  }));
}

function hueAt(members: Member[], i: number): number {
  const member = members[i % (members.length || 1)];
  return member ? hueOf(member.color) : 0;
}

/** Where a room's picture is drawn from: who is shown, and how many are not. */
export function faces(
  room: Pick<RoomView, "members" | "people">,
  most: number,
): { shown: Member[]; rest: number } {
  const shown = room.members.slice(0, room.people > most ? most - 1 : most);
  return { shown, rest: Math.max(0, room.people - shown.length) };
}

export interface Standing {
  inside: boolean;
  full: boolean;
  lively: boolean;
}

/** What kind of door a room has for this visitor. A view names some of those inside: the rest is in `seated`. */
export function standingOf(
  room: RoomView,
  viewer: string,
  seated: string[] | undefined,
  now: number,
): Standing {
  const named = room.members.some((member) => member.id === viewer);
  const inside = named || (room.people > room.members.length && !!seated?.includes(room._id));
  return { inside, full: !inside && room.people >= room.max, lively: isLively(room.lastChatAt, now) };
}
