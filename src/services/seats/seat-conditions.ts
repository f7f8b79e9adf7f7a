import { trusted } from "mongoose";
import type { RoomRecord } from "../../db/models/room.js";
import { isHost } from "../../db/models/room-roles.js";

type Right = "hosts" | "invited" | "guests" | "proven";

// Part of the filter of the update that takes seats. It names the settings as they were read, so that the update fails
// if they change at the same moment.
export function seatConditions(
  room: RoomRecord,
  visitors: readonly string[],
  { asksForProof }: { asksForProof: boolean },
): Record<string, unknown> {
  const { max, password, locked, proof, owner } = room;
  const others = visitors.filter((visitor) => visitor !== owner.id);
  return {
    max,
    [`members.${max - visitors.length}`]: trusted({ $exists: false }),
    password: password ?? trusted({ $exists: false }),
    locked: locked ? true : trusted({ $ne: true }),
    proof: proof ? true : trusted({ $ne: true }),
    ...rightsToEnter(room, others, asksForProof),
  };
}

/** Bans that came after a session hold for visitors with a key of their address alone, and not for older sessions. */
export function noBansBefore(visitors: readonly { since: number; from: string | undefined }[]): object {
  const latest = new Map<string, number>();
  for (const { since, from } of visitors)
    if (from !== undefined) latest.set(from, Math.max(since, latest.get(from) ?? 0));
  if (!latest.size) return {};
  const none = [...latest].map(([from, since]) => ({
    addressBans: trusted({ $not: { $elemMatch: { from, at: { $lt: new Date(since) } } } }),
  }));
  return { $and: none };
}

function rightsToEnter(room: RoomRecord, visitors: readonly string[], asksForProof: boolean): object {
  const isClosed = room.password !== undefined || room.locked === true;
  const named = new Map<Right, string[]>();
  for (const visitor of isClosed || asksForProof ? visitors : [])
    for (const right of rightsOf(room, visitor, { isClosed, asksForProof }))
      named.set(right, [...(named.get(right) ?? []), visitor]);
  return Object.fromEntries([...named].map(([right, all]) => [right, trusted({ $all: all })]));
}

function rightsOf(
  room: RoomRecord,
  visitor: string,
  { isClosed, asksForProof }: { isClosed: boolean; asksForProof: boolean },
): Right[] {
  if (isHost(room, visitor)) return ["hosts"];
  if (room.invited?.includes(visitor)) return ["invited"];
  return [...(isClosed ? ["guests" as const] : []), ...(asksForProof ? ["proven" as const] : [])];
}
