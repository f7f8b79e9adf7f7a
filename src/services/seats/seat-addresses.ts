import { trusted } from "mongoose";
import type { RoomRecord } from "../../db/models/room.js";

const MAX_LEFT = 50;
/** Two people of one household can talk, however small the room. */
const MIN_SHARE = 2;

type Condition = Record<string, unknown>;

/** The address that a seat was taken from, as its record keeps it; undefined where seats are not counted by address. */
export type AddressKey = string | undefined;

export const seatShare = (max: number): number => Math.max(MIN_SHARE, Math.floor(max / 2));

export const isCrowded = ({ seatsOf, max, crowd }: RoomRecord, from: AddressKey): boolean =>
  from !== undefined && !crowd && (seatsOf?.[from] ?? 0) >= seatShare(max);

export function takeAddressSeat(
  { max, crowd, owner }: RoomRecord,
  visitor: string,
  from: AddressKey,
): { filter: Condition; set: Condition; inc: Record<string, number> } {
  if (from === undefined) return { filter: {}, set: {}, inc: {} };
  const isHeldToShare = !crowd && owner.id !== visitor;
  const share = { [`seatsOf.${from}`]: trusted({ $not: { $gte: seatShare(max) } }) };
  return {
    filter: { ...(isHeldToShare ? share : {}), crowd: crowd ? true : trusted({ $ne: true }) },
    set: { [`seatedFrom.${visitor}`]: from },
    inc: { [`seatsOf.${from}`]: 1 },
  };
}

export interface FreedSeat {
  filter: Condition;
  unset: Record<string, 1>;
  inc: Record<string, number>;
  push: object;
}

/** Part of the update that frees a seat. The filter names what the record said, so that no count goes wrong. */
export function freeAddressSeat(
  { seatedFrom, seatsOf }: Pick<RoomRecord, "seatedFrom" | "seatsOf">,
  visitor: string,
): FreedSeat {
  const from = seatedFrom?.[visitor];
  const taken = `seatedFrom.${visitor}`;
  if (from === undefined)
    return { filter: { [taken]: trusted({ $exists: false }) }, unset: {}, inc: {}, push: {} };
  const counter = `seatsOf.${from}`;
  const count = seatsOf?.[from];
  const isLast = (count ?? 0) <= 1;
  const known = count ?? trusted({ $exists: false });
  return {
    filter: { [taken]: from, [counter]: isLast ? known : trusted({ $gt: 1 }) },
    unset: { [taken]: 1, ...(isLast && { [counter]: 1 }) },
    inc: isLast ? {} : { [counter]: -1 },
    push: { $push: { leftFrom: { $each: [{ visitor, from }], $slice: -MAX_LEFT } } },
  };
}

/** The address of a visitor who sits in the room, or did lately. */
export const addressOfVisitor = ({ seatedFrom, leftFrom }: RoomRecord, visitor: string): AddressKey =>
  seatedFrom?.[visitor] ?? leftFrom?.findLast((one) => one.visitor === visitor)?.from;
