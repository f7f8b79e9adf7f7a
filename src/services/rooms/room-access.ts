import type { RoomRecord } from "../../db/models/room.js";
import { Refusal } from "../errors.js";
import type { Context, Visitor } from "../ports.js";

type AccessRules = Pick<RoomRecord, "bans" | "addressBans" | "password" | "owner" | "guests">;

export type Requester = Pick<Visitor, "id" | "address" | "since">;

type AddressKeys = Pick<Context, "addressKeys">;

export function assertAdmitted(room: AccessRules, visitor: Requester, keys: AddressKeys): void {
  assertNotBanned(room, visitor, keys);
  if (!isOpenTo(room, visitor.id)) throw new Refusal("PASSWORD_REQUIRED");
}

export function assertNotBanned(room: AccessRules, visitor: Requester, keys: AddressKeys): void {
  if (isBanned(room, visitor, keys)) throw new Refusal("BANNED");
}

export const isAdmitted = (room: AccessRules, visitor: Requester, keys: AddressKeys): boolean =>
  !isBanned(room, visitor, keys) && isOpenTo(room, visitor.id);

/** For what is inside the room: the refusal gives no hint of what would let the visitor in. */
export function assertMayRead(room: AccessRules, visitor: Requester | undefined, keys: AddressKeys): void {
  if (!visitor || !isAdmitted(room, visitor, keys)) throw new Refusal("NOT_ALLOWED");
}

export function assertOwner(room: AccessRules, visitor: string): void {
  if (room.owner.id !== visitor) throw new Refusal("NOT_ALLOWED");
}

/** A banned visitor can come back with a new cookie, but seldom from another address. */
function isBanned(
  { bans, addressBans }: AccessRules,
  visitor: Requester,
  { addressKeys }: AddressKeys,
): boolean {
  if (bans.includes(visitor.id)) return true;
  if (!addressBans?.length) return false;
  const [key] = addressKeys(visitor.address);
  return addressBans.some(({ from, at }) => from === key && at.getTime() < visitor.since);
}

const isOpenTo = ({ password, owner, guests }: AccessRules, visitor: string): boolean =>
  password === undefined || owner.id === visitor || guests.includes(visitor);
