import type { RoomRecord } from "../../db/models/room.js";
import { Refusal } from "../errors.js";

type AccessRules = Pick<RoomRecord, "bans" | "password" | "owner" | "guests">;

export function assertAdmitted(room: AccessRules, visitor: string): void {
  if (room.bans.includes(visitor)) throw new Refusal("BANNED");
  if (!isOpenTo(room, visitor)) throw new Refusal("PASSWORD_REQUIRED");
}

export const isAdmitted = (room: AccessRules, visitor: string): boolean =>
  !room.bans.includes(visitor) && isOpenTo(room, visitor);

/** For what is inside the room: the refusal gives no hint of what would let the visitor in. */
export function assertMayRead(room: AccessRules, visitor: string | undefined): void {
  if (!isAdmitted(room, visitor ?? "")) throw new Refusal("NOT_ALLOWED");
}

export function assertOwner(room: AccessRules, visitor: string): void {
  if (room.owner.id !== visitor) throw new Refusal("NOT_ALLOWED");
}

const isOpenTo = ({ password, owner, guests }: AccessRules, visitor: string): boolean =>
  password === undefined || owner.id === visitor || guests.includes(visitor);
