import type { RoomView } from "../events.js";
import type { MessageKey } from "../i18n/catalogue.js";
import type { Caretaker, Role } from "../protocol/answers.js";

export type { Caretaker, Role };

/** The opener is one of `hosts`, too. */
export interface Roles {
  opener: string;
  hosts: readonly string[];
  acting?: string | undefined;
}

const roleNames: Record<Role, MessageKey> = {
  opener: "role.opener",
  host: "role.host",
  acting: "role.acting",
};

export const toRoles = ({ owner, hosts, acting }: Pick<RoomView, "owner" | "hosts" | "acting">): Roles => ({
  opener: owner.id,
  hosts,
  acting,
});

export function roleOf({ opener, hosts, acting }: Roles, visitor: string): Role | undefined {
  if (visitor === opener) return "opener";
  if (hosts.includes(visitor)) return "host";
  return visitor === acting ? "acting" : undefined;
}

export const toRoleName = (role: Role): MessageKey => roleNames[role];

export interface MemberTools {
  /** And ban. */
  kick: boolean;
  makeHost: boolean;
  demote: boolean;
}

/** As the service allows it: nobody touches the opener, and only the opener touches hosts. */
export function toMemberTools(roles: Roles, visitor: string, member: string): MemberTools {
  const mine = roleOf(roles, visitor);
  const theirs = roleOf(roles, member);
  const isHost = theirs === "host";
  const outranks = member !== visitor && theirs !== "opener" && (!isHost || mine === "opener");
  return {
    kick: outranks && mine !== undefined,
    makeHost: outranks && !isHost && (mine === "opener" || mine === "host"),
    demote: outranks && isHost,
  };
}
