import type { RoomRecord } from "../../db/models/room.js";
import { randomId } from "../../lib/random-id.js";
import type { Member } from "../../shared/events.js";
import { searchWords } from "./title-search.js";

const NEVER_ENTERED_MS = 60_000;

export function newRoom(owner: Member, title: string, max: number): Omit<RoomRecord, "touchedAt"> {
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
    endsAt: new Date(createdAt.getTime() + NEVER_ENTERED_MS),
    rev: 0,
  };
}

/** Times begin with 1, so a 0 before them puts a room below all others. */
export const sortKey = (room: string, createdAt: Date, { below }: Pick<RoomRecord, "below">): string =>
  `${below ? "0" : ""}${createdAt.getTime()}-${room}`;
