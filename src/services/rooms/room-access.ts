import type { RoomRecord } from "../../db/models/room.js";
import { Refusal } from "../errors.js";

type Door = Pick<RoomRecord, "bans" | "password" | "owner" | "guests">;

/** Refuses whoever may not come in. */
export function admits(room: Door, visitor: string): void {
  if (room.bans.includes(visitor)) throw new Refusal("BANNED");
  const open = room.password === undefined || room.owner.id === visitor || room.guests.includes(visitor);
  if (!open) throw new Refusal("PASSWORD_REQUIRED");
}

/** The same for what lies behind the door: no hint of what would open it. */
export function mayRead(room: Door, visitor: string): boolean {
  try {
    admits(room, visitor);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
