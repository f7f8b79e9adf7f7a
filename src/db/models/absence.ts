import type { RoomRecord } from "./room.js";

/** Lists of rooms are read without holds. */
type Presences = Partial<Pick<RoomRecord, "holds" | "absences">>;

/** Away on every instance: a tab elsewhere may still be connected. */
export function isAway({ holds, absences }: Presences, visitor: string): boolean {
  const away = absences?.[visitor];
  if (!away) return false;
  return Object.keys(holds?.[visitor] ?? {}).every((instance) => away[instance] !== undefined);
}

/** When the seat is free, if nobody comes back; undefined for a visitor who is here. */
export function absentUntil(record: Presences, visitor: string): number | undefined {
  if (!isAway(record, visitor)) return undefined;
  const ends = Object.values(record.absences![visitor]!).map((until) => until.getTime());
  return ends.length ? Math.max(...ends) : undefined;
}
