import { type QueryFilter, trusted } from "mongoose";
import type { RoomRecord } from "../../../db/models/room.js";
import { inParallel } from "../../../lib/load/in-parallel.js";
import { closeKnock, tellWhoKnocked } from "../../knocks/close-knock.js";
import type { Context, ExpelReason } from "../../ports.js";

const VISITORS_PER_QUERY = 500;
const AT_ONCE = 4;

export interface SeatParts {
  readonly seats: { expel(room: string, visitor: string, reason: ExpelReason): Promise<boolean> };
}

/** From rooms of others: those that end anyway take their members along. */
export async function expelRaiders(
  context: Context,
  { seats }: SeatParts,
  all: readonly string[],
  ending: ReadonlySet<string>,
): Promise<void> {
  for (let i = 0; i < all.length; i += VISITORS_PER_QUERY) {
    const visitors = all.slice(i, i + VISITORS_PER_QUERY);
    const known = new Set(visitors);
    const among = trusted({ $in: visitors });
    await inOthers(context, { "members.id": among }, ending, async ({ _id, members }) => {
      for (const { id } of members) if (known.has(id)) await seats.expel(_id, id, "banned");
    });
    await inOthers(context, { "knocks.id": among }, ending, async ({ _id, knocks = [] }) => {
      for (const { id } of knocks)
        if (known.has(id) && (await closeKnock(context, _id, id))) tellWhoKnocked(context, _id, id, false);
    });
  }
}

async function inOthers(
  { models }: Context,
  filter: QueryFilter<RoomRecord>,
  ending: ReadonlySet<string>,
  work: (room: Pick<RoomRecord, "_id" | "members" | "knocks">) => Promise<void>,
): Promise<void> {
  const found = await models.rooms.find(filter, { members: 1, knocks: 1 }).lean();
  await inParallel(
    found.filter(({ _id }) => !ending.has(_id)),
    AT_ONCE,
    work,
  );
}
