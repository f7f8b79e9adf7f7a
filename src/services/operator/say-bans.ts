import type { KickBan } from "../../shared/events.js";
import type { Broadcaster } from "../ports.js";
import type { SiteRules, Suspect } from "./site-rules.js";

type Bans = Pick<SiteRules, "bannedUntil">;

export function operatorBan(siteRules: Bans, suspect: Suspect, room: string): KickBan | undefined {
  const everywhere = siteRules.bannedUntil(suspect);
  const until = everywhere ?? siteRules.bannedUntil(suspect, room);
  return until && { where: everywhere ? "everywhere" : "here", until: until.toISOString() };
}

export const sayBans = (broadcaster: Broadcaster, siteRules: Bans): Broadcaster => ({
  ...broadcaster,
  expelled: (room, visitor, reason) => {
    const suspect = { id: visitor, since: 0, keys: [] };
    const ban = reason === "banned" ? operatorBan(siteRules, suspect, room) : undefined;
    broadcaster.expelled(room, visitor, reason, ban);
  },
});
