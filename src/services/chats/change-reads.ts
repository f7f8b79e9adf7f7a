import { trusted } from "mongoose";
import type { ChatModel, ChatRecord } from "../../db/models/chat.js";

/** The chats that were changed after a change, as they are by now, in the order of their last change. */
export async function readChangesSince(
  chats: ChatModel,
  room: string,
  change: number,
  limit: number,
): Promise<{ records: ChatRecord[]; more: boolean }> {
  const found = await chats
    .find({ "change.room": room, "change.number": trusted({ $gt: change }) })
    .sort({ "change.number": 1 })
    .limit(limit + 1)
    .lean();
  return { records: found.slice(0, limit), more: found.length > limit };
}

export async function readLastChange(chats: ChatModel, room: string): Promise<number> {
  const last = await chats
    .findOne({ "change.room": room }, { change: 1 })
    .sort({ "change.number": -1 })
    .lean();
  return last?.change?.number ?? 0;
}
