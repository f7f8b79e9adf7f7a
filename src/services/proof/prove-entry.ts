import type { RoomRecord } from "../../db/models/room.js";
import { Refusal } from "../errors.js";
import type { Context, Visitor } from "../ports.js";
import { admitProven } from "../rooms/guest-list.js";
import { assertNotBanned, assertNotLocked, needsProof } from "../rooms/room-access.js";

/** Like a password: one proof admits a visitor for the life of the room. */
export async function proveEntry(
  context: Context,
  room: RoomRecord,
  visitor: Visitor,
  proof: unknown,
): Promise<void> {
  assertNotBanned(room, visitor, context);
  assertNotLocked(room, visitor.id);
  if (!needsProof(room, visitor.id, context)) return;
  await context.proofs.assertProven("enter", visitor.id, proof);
  if (!(await admitProven(context.models.rooms, room._id, visitor.id))) throw new Refusal("ROOM_NOT_FOUND");
}
