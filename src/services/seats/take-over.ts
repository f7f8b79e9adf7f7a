import { bumpRevision, type RoomRecord } from "../../db/models/room.js";
import type { Context } from "../ports.js";
import type { Hold, HoldToken } from "./hold.js";

/** A hold passes to this instance. Undefined if it is gone, or another instance was quicker. */
export async function takeOverHold(
  { models, events }: Context,
  room: string,
  from: HoldToken,
  { visitor, instance, token }: Hold,
  absentUntil: Date,
): Promise<RoomRecord | undefined> {
  const record = await models.rooms
    .findOneAndUpdate(
      { _id: room, [`holds.${visitor}`]: { [from.instance]: from.token } },
      {
        $set: {
          [`holds.${visitor}`]: { [instance]: token },
          [`absences.${visitor}`]: { [instance]: absentUntil },
        },
        ...bumpRevision,
      },
      { returnDocument: "after" },
    )
    .lean();
  if (!record) return undefined;
  events.emit("membersChanged", record);
  events.emit("roomChanged", room);
  return record;
}
