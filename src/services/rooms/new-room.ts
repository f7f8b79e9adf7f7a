import type { RoomRecord } from "../../db/models/room.js";
import { randomId } from "../../lib/random-id.js";
import type { Lifetime, Member } from "../../shared/events.js";
import { searchWords } from "../../shared/search/title-search.js";

const NEVER_ENTERED_MS = 60_000;

const HOUR_MS = 3_600_000;
export type LimitedLifetime = Exclude<Lifetime, "left">;
const lifetimeMs: Record<LimitedLifetime, number> = {
  "1h": HOUR_MS,
  "24h": 24 * HOUR_MS,
  "7d": 7 * 24 * HOUR_MS,
};

export const endOfLifetime = (lifetime: LimitedLifetime, now: Date): Date =>
  new Date(now.getTime() + lifetimeMs[lifetime]);

interface Asked {
  title: string;
  max: number;
  listed: boolean;
  lifetime: Lifetime;
}

export function newRoom(
  owner: Member,
  { title, max, listed, lifetime }: Asked,
  now: Date,
): Omit<RoomRecord, "touchedAt"> {
  const _id = randomId(9);
  const createdAt = new Date();
  return {
    _id,
    title,
    words: searchWords(title),
    born: sortKey(_id, createdAt, {}),
    max,
    owner,
    members: [],
    holds: {},
    guests: [],
    bans: [],
    visited: false,
    emptySince: createdAt,
    chats: 0,
    createdAt,
    ...(lifetime === "left"
      ? { endsAt: new Date(createdAt.getTime() + NEVER_ENTERED_MS) }
      : { lifetime, expiresAt: endOfLifetime(lifetime, now) }),
    ...(!listed && { listed }),
    rev: 0,
  };
}

/** Times begin with 1, so a 0 before them puts a room below all others. */
export const sortKey = (room: string, createdAt: Date, { below }: Pick<RoomRecord, "below">): string =>
  `${below ? "0" : ""}${createdAt.getTime()}-${room}`;
