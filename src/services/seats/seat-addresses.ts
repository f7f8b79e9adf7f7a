import { trusted } from "mongoose";
import type { RoomRecord } from "../../db/models/room.js";

const MAX_LEFT = 100;
const MAX_HELD = 8;
/** Two people of one household can talk, however small the room. */
const MIN_SHARE = 2;

type Condition = Record<string, unknown>;

type SeatAddresses = Pick<RoomRecord, "seatedFrom" | "heldFrom" | "seatsOf">;

/** The address that a seat was taken from, as its record keeps it; undefined where seats are not counted by address. */
export type AddressKey = string | undefined;

export const seatShare = (max: number): number => Math.max(MIN_SHARE, Math.floor(max / 2));

export const isCrowded = (room: RoomRecord, from: AddressKey): boolean => seatsLeftFor(room, from) <= 0;

/** How many more may sit down from there. */
export const seatsLeftFor = ({ seatsOf, max, crowd }: RoomRecord, from: AddressKey): number =>
  from === undefined || crowd ? Number.POSITIVE_INFINITY : seatShare(max) - (seatsOf?.[from] ?? 0);

interface Arrival {
  id: string;
  from: AddressKey;
}

export function takeAddressSeats(
  { max, crowd, owner }: RoomRecord,
  arrivals: readonly Arrival[],
): { filter: Condition; set: Condition; inc: Record<string, number> } {
  const filter: Condition = {};
  const set: Condition = {};
  const inc: Record<string, number> = {};
  for (const { id, from } of arrivals) {
    if (from === undefined) continue;
    const counter = `seatsOf.${from}`;
    set[`seatedFrom.${id}`] = from;
    inc[counter] = (inc[counter] ?? 0) + 1;
    filter.crowd = crowd ? true : trusted({ $ne: true });
  }
  for (const { id, from } of crowd ? [] : arrivals) {
    const counter = `seatsOf.${from}`;
    if (from !== undefined && id !== owner.id)
      filter[counter] = trusted({ $not: { $gte: seatShare(max) + 1 - inc[counter]! } });
  }
  return { filter, set, inc };
}

export interface FreedSeat {
  filter: Condition;
  unset: Record<string, 1>;
  inc: Record<string, number>;
  push: object;
}

/** Part of the update that frees a seat. The filter names what the record said, so that no count goes wrong. */
export function freeAddressSeat(record: SeatAddresses, visitor: string): FreedSeat {
  const from = record.seatedFrom?.[visitor];
  const { filter, unset, inc } = from === undefined ? uncounted : countDown(from, record.seatsOf?.[from]);
  const addresses = heldAddresses(record, visitor).map((one) => ({ visitor, from: one }));
  return {
    filter: { ...sameAddresses(record, visitor), ...filter },
    unset: {
      ...(from !== undefined && { [`seatedFrom.${visitor}`]: 1 }),
      ...(record.heldFrom?.[visitor] && { [`heldFrom.${visitor}`]: 1 }),
      ...unset,
    },
    inc,
    push: addresses.length ? { $push: { leftFrom: { $each: addresses, $slice: -MAX_LEFT } } } : {},
  };
}

export function sameAddresses({ seatedFrom, heldFrom }: SeatAddresses, visitor: string): Condition {
  const missing = trusted({ $exists: false });
  return {
    [`seatedFrom.${visitor}`]: seatedFrom?.[visitor] ?? missing,
    [`heldFrom.${visitor}`]: heldFrom?.[visitor] ?? missing,
  };
}

export const isAddressKnown = (record: SeatAddresses, visitor: string, from: AddressKey): boolean =>
  from === undefined || heldAddresses(record, visitor).includes(from);

export function addAddresses(arrivals: readonly Arrival[]): { filter: Condition; push: Condition } {
  const held = ({ id }: Arrival) => `heldFrom.${id}`;
  return {
    filter: Object.fromEntries(arrivals.map((one) => [held(one), trusted({ $ne: one.from })])),
    push: Object.fromEntries(arrivals.map((one) => [held(one), { $each: [one.from], $slice: -MAX_HELD }])),
  };
}

export function addressesOfVisitor(record: RoomRecord, visitor: string): string[] {
  const left = record.leftFrom?.filter((one) => one.visitor === visitor).map(({ from }) => from) ?? [];
  return [...new Set([...heldAddresses(record, visitor), ...left])];
}

const heldAddresses = ({ seatedFrom, heldFrom }: SeatAddresses, visitor: string): string[] => {
  const first = seatedFrom?.[visitor];
  return [...(first === undefined ? [] : [first]), ...(heldFrom?.[visitor] ?? [])];
};

const uncounted = { filter: {}, unset: {}, inc: {} };

function countDown(from: string, count: number | undefined): Pick<FreedSeat, "filter" | "unset" | "inc"> {
  const counter = `seatsOf.${from}`;
  const isLast = (count ?? 0) <= 1;
  const known = count ?? trusted({ $exists: false });
  return {
    filter: { [counter]: isLast ? known : trusted({ $gt: 1 }) },
    unset: isLast ? { [counter]: 1 } : {},
    inc: isLast ? {} : { [counter]: -1 },
  };
}
