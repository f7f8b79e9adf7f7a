import type { KickBan } from "../../shared/events.js";
import type { Broadcaster } from "../ports.js";
import type { SiteRules, Suspect } from "./site-rules.js";

type Bans = Pick<SiteRules, "bannedUntil">;

export function operatorBan(siteRules: Bans, suspect: Suspect, room: string): KickBan | undefined {
  const everywhere = siteRules.bannedUntil(suspect);
  const until = everywhere ?? siteRules.bannedUntil(suspect, room);
  return until && { where: everywhere ? "everywhere" : "here", until: until.toISOString() };
}

const suspectOf = (id: string): Suspect => ({ id, since: 0, keys: [] });

export const sayBans = (broadcaster: Broadcaster, siteRules: Bans): Broadcaster => ({
  ...broadcaster,
  bannedFromSite: (visitor) => {
    const until = siteRules.bannedUntil(suspectOf(visitor));
    broadcaster.bannedFromSite(visitor, until && { where: "everywhere", until: until.toISOString() });
  },
  expelled: (room, visitor, reason) => {
    const ban = reason === "banned" ? operatorBan(siteRules, suspectOf(visitor), room) : undefined;
    broadcaster.expelled(room, visitor, reason, ban);
  },
});
