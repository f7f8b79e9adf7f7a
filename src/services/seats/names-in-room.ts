import { trusted } from "mongoose";
import type { RoomRecord, SeatedMember } from "../../db/models/room.js";
import type { Member } from "../../shared/events.js";
import { lookAlike, toLooks } from "../visitors/look-alikes.js";

type Named = Pick<RoomRecord, "members" | "hooks">;

/** Entering is never refused for a name: the later one of two is shown by the colour. */
export function nameOnEntering(room: Named, { id, color, name }: Member): SeatedMember {
  const member = toSeated({ id, color, name });
  return isNameTaken(room, member) ? { id, color, name: color } : member;
}

export function whileFree(...named: readonly Pick<SeatedMember, "id" | "looks">[]): object {
  const looks = named.flatMap((one) => one.looks ?? []);
  if (!looks.length) return {};
  const ids = named.map(({ id }) => id);
  const free = { $not: { $elemMatch: { id: { $nin: ids }, looks: { $in: looks } } } };
  return { members: trusted(free), hooks: trusted(structuredClone(free)) };
}

/** By a member or a hook. */
export function isNameTaken(
  { members, hooks = [] }: Named,
  { id, looks }: Pick<SeatedMember, "id" | "looks">,
): boolean {
  if (!looks) return false;
  const isLike = (others: readonly string[]) => lookAlike(looks, others);
  return (
    members.some((other) => other.id !== id && isLike(looksOf(other))) ||
    hooks.some((hook) => isLike(hook.looks))
  );
}

/** Members who sat down before an update of the server have no looks in the record. */
const looksOf = (member: SeatedMember): string[] => member.looks ?? toSeated(member).looks ?? [];

export const toSeated = ({ id, color, name }: Member): SeatedMember =>
  name === color ? { id, color, name } : { id, color, name, looks: toLooks(name) };
