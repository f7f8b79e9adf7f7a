import type { Hosts } from "../../shared/events.js";
import type { RoomRecord } from "./room.js";

export type Roles = Pick<RoomRecord, "owner" | "hosts" | "acting" | "members">;

export const isHost = ({ owner, hosts }: Pick<Roles, "owner" | "hosts">, visitor: string): boolean =>
  owner.id === visitor || hosts?.includes(visitor) === true;

/** Kicks, removes, locks and slows. An acting host who has left is none any more, though the record still says so. */
export const isModerator = (room: Roles, visitor: string): boolean =>
  isHost(room, visitor) || (room.acting === visitor && room.members.some(({ id }) => id === visitor));

/** Hosts are kicked by the opener alone, and the opener by nobody. */
export const mayKick = (room: Roles, visitor: string, member: string): boolean =>
  isModerator(room, visitor) &&
  ![visitor, room.owner.id].includes(member) &&
  (visitor === room.owner.id || !isHost(room, member));

export const hasHost = (room: Roles): boolean => room.members.some(({ id }) => isHost(room, id));

export const toHosts = ({ owner, hosts = [], acting }: Pick<Roles, "owner" | "hosts" | "acting">): Hosts => ({
  hosts: [owner.id, ...hosts],
  ...(acting !== undefined && { acting }),
});

/** Part of an update that must fail if the visitor is no longer a host by then. */
export function stillHost({ owner, hosts }: Roles, visitor: string): Record<string, unknown> {
  if (owner.id === visitor) return { "owner.id": visitor };
  return hosts?.includes(visitor) ? { hosts: visitor } : { acting: visitor };
}
