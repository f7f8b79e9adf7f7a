import type { KnockRecord, RoomRecord } from "../../db/models/room.js";
import { isModerator, type Roles } from "../../db/models/room-roles.js";
import type { Knock } from "../../shared/events.js";
import { toMember } from "../presenters.js";

const OPEN_MS = 10 * 60_000;

export const openIn = ({ knocks = [] }: Pick<RoomRecord, "knocks">): KnockRecord[] =>
  knocks.filter(({ at }) => at.getTime() > Date.now() - OPEN_MS);

/** By visitor: until when a refusal bars the next knock. */
export const pausesIn = ({ declined = {} }: Pick<RoomRecord, "declined">): Record<string, Date> =>
  Object.fromEntries(Object.entries(declined).filter(([, until]) => until.getTime() > Date.now()));

export function knocksFor(room: Roles & Pick<RoomRecord, "knocks">, visitor: string): Knock[] {
  if (!room.knocks?.length || !isModerator(room, visitor)) return [];
  // Somebody who knocked may have come in by the password.
  const seated = new Set(room.members.map(({ id }) => id));
  return openIn(room)
    .filter(({ id }) => !seated.has(id))
    .map(toKnock);
}

export const toKnock = (knock: KnockRecord): Knock => ({
  visitor: toMember(knock),
  message: knock.message,
  at: knock.at.toISOString(),
});
