import { trusted } from "mongoose";
import type { Models } from "../../db/index.js";
import { bumpRevision } from "../../db/models/room.js";

/** Of visitors whom the operator bans. Without rooms: everywhere. Safe to repeat. */
export async function endHooksOf(
  { rooms }: Pick<Models, "rooms">,
  visitors: readonly string[],
  where: readonly string[] | undefined,
): Promise<void> {
  const by = trusted({ $in: [...visitors] });
  const filter = { "hooks.by": by, ...(where && { _id: trusted({ $in: [...where] }) }) };
  await rooms.updateMany(filter, { $pull: { hooks: { by } }, ...bumpRevision });
}
