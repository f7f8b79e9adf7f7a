import { trusted } from "mongoose";
import { type ChatModel, responsibleFor } from "../../../db/models/chat.js";
import { inParallel } from "../../../lib/load/in-parallel.js";

const ROOMS = 150;
const CHATS = 60;
const AT_ONCE = 8;
const RECENT_MS = 10 * 60_000;
const MINUTE_MS = 60_000;
const SECOND_MS = 1000;

export interface Rate {
  room: string;
  author: string;
  messagesPerMinute: number;
  picturesPerMinute: number;
}

interface Spoken {
  author: string;
  bot?: string;
  createdAt: Date;
  gif?: { bytes?: number };
}

/** While they last spoke: a raid that paused a moment ago still shows. Reads the last chats of the liveliest rooms. */
export async function readRates(
  chats: ChatModel,
  rooms: readonly { _id: string; lastChatAt?: Date }[],
  now: number,
): Promise<Rate[]> {
  const since = new Date(now - RECENT_MS);
  const lively = rooms
    .filter(({ lastChatAt }) => lastChatAt && lastChatAt > since)
    .sort((a, b) => b.lastChatAt!.getTime() - a.lastChatAt!.getTime())
    .slice(0, ROOMS);
  const rates: Rate[] = [];
  await inParallel(lively, AT_ONCE, async ({ _id: room }) => {
    const spoken = { room, createdAt: trusted({ $gt: since }), removedAt: trusted({ $exists: false }) };
    const needed = { author: 1, bot: 1, createdAt: 1, "gif.bytes": 1 };
    const last = await chats.find(spoken, needed).sort({ seq: -1 }).limit(CHATS).lean<Spoken[]>();
    rates.push(...ratesOf(room, last));
  });
  return rates;
}

/** The newest comes first. */
export function ratesOf(room: string, last: readonly Spoken[]): Rate[] {
  const [newest, oldest] = [last[0], last.at(-1)];
  if (!newest || !oldest) return [];
  const span = newest.createdAt.getTime() - oldest.createdAt.getTime();
  // Three quick messages are no flood; all that were read within a second are.
  const perMinute = MINUTE_MS / Math.max(span, last.length === CHATS ? SECOND_MS : MINUTE_MS);
  const byAuthor = new Map<string, Rate>();
  for (const { gif, ...by } of last) {
    const author = responsibleFor(by);
    const rate = byAuthor.get(author) ?? { room, author, messagesPerMinute: 0, picturesPerMinute: 0 };
    rate[gif ? "picturesPerMinute" : "messagesPerMinute"] += perMinute;
    byAuthor.set(author, rate);
  }
  return [...byAuthor.values()];
}
