import { bumpRevision, type RoomRecord } from "../../db/models/room.js";
import { toHosts } from "../../db/models/room-roles.js";
import type { Context, RoomEvent } from "../ports.js";

/** Resolves to whether there was one that nobody had answered. */
export async function closeKnock(context: Context, room: string, visitor: string): Promise<boolean> {
  const record = await context.models.rooms
    .findOneAndUpdate(
      { _id: room, "knocks.id": visitor },
      { $pull: { knocks: { id: visitor } }, ...bumpRevision },
      { returnDocument: "after" },
    )
    .lean();
  if (record) tellHosts(context, record, { name: "knockAnswered", payload: { visitor, admitted: false } });
  return record !== null;
}

export function tellHosts(context: Context, room: RoomRecord, event: RoomEvent): void {
  const { hosts, acting } = toHosts(room);
  const only = acting === undefined ? hosts : [...hosts, acting];
  context.broadcaster.event(room._id, { ...event, only });
  context.bus.publish({ about: "event", room: room._id, event: { ...event, only } });
}

export function tellWhoKnocked(context: Context, room: string, visitor: string, admitted: boolean): void {
  context.broadcaster.knockAnswered(visitor, room, admitted);
  context.bus.publish({ about: "knock", room, visitor, admitted });
}
