import { isHost, isModerator, type Roles } from "../../db/models/room-roles.js";
import { Refusal } from "../errors.js";

export function assertHost(room: Roles, visitor: string): void {
  if (!isHost(room, visitor)) throw new Refusal("NOT_HOST");
}

export function assertModerator(room: Roles, visitor: string): void {
  if (!isModerator(room, visitor)) throw new Refusal("NOT_HOST");
}
