import type { Member } from "../../shared/events.js";
import { Refusal } from "../errors.js";
import type { Context } from "../ports.js";
import { toMember } from "../presenters.js";

/** With other instances, the visitor's requests and socket may arrive at different ones. */
export async function findMember(
  { models, bus }: Context,
  room: string,
  visitor: string,
  { isSeatedHere }: { isSeatedHere: boolean },
): Promise<Member> {
  const record = await models.rooms.findById(room, { members: 1 }).lean();
  if (!record) throw new Refusal("ROOM_NOT_FOUND");
  const member = record.members.find(({ id }) => id === visitor);
  if (!member || !(bus.hasOthers || isSeatedHere)) throw new Refusal("NOT_ALLOWED");
  return toMember(member);
}
