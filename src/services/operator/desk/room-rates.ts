import type { ChatModel } from "../../../db/models/chat.js";
import type { RoomRecord } from "../../../db/models/room.js";

const WINDOW_MS = 5 * 60_000;
const MINUTE_MS = 60_000;
/** Rooms whose rates are read at once. */
const ABREAST = 10;

export interface Rates {
  messagesPerMinute: number;
  picturesPerMinute: number;
}

type Room = Pick<RoomRecord, "_id" | "lastChatAt">;

const READ: Record<string, number> = { createdAt: 1, "gif.frames": 1 };
const QUIET: Rates = { messagesPerMinute: 0, picturesPerMinute: 0 };

/** Over the last five minutes, or over the latest `most` messages if those are newer. */
export async function readRates(
  chats: ChatModel,
  rooms: readonly Room[],
  { most }: { most: number },
): Promise<Map<string, Rates>> {
  const now = Date.now();
  const rates = new Map<string, Rates>();
  const waiting = [...rooms];
  const work = async () => {
    for (let room = waiting.shift(); room; room = waiting.shift())
      rates.set(room._id, await readRate(chats, room, { most, now }));
  };
  await Promise.all(Array.from({ length: ABREAST }, work));
  return rates;
}

async function readRate(
  chats: ChatModel,
  { _id: room, lastChatAt }: Room,
  { most, now }: { most: number; now: number },
): Promise<Rates> {
  const since = now - WINDOW_MS;
  if (!lastChatAt || lastChatAt.getTime() < since) return QUIET;
  const latest = await chats.find({ room }).select(READ).sort({ seq: -1 }).limit(most).lean();
  const recent = latest.filter(({ createdAt }) => createdAt.getTime() >= since);
  const isCut = recent.length === most;
  const begin = isCut ? recent.at(-1)!.createdAt.getTime() : since;
  const minutes = Math.max(1000, now - begin) / MINUTE_MS;
  const perMinute = (count: number) => Math.round((count / minutes) * 10) / 10;
  return {
    messagesPerMinute: perMinute(recent.length),
    picturesPerMinute: perMinute(recent.filter(({ gif }) => gif).length),
  };
}
