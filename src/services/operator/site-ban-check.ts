import { Refusal } from "../errors.js";
import { secondsUntil } from "./seconds-until.js";
import type { SiteRules } from "./site-rules.js";

interface Rules {
  readonly siteRules: Pick<SiteRules, "bans" | "bannedUntil">;
  readonly addressKeys: (address: string) => readonly string[];
}

interface Requester {
  readonly id: string;
  readonly address: string;
  readonly since: number;
}

/** Costs nothing while nobody is banned, since each picture asks. Without a room: from everywhere. */
export function bannedUntil(
  { siteRules, addressKeys }: Rules,
  { id, since, address }: Requester,
  room?: string,
): Date | undefined {
  if (!siteRules.bans.length) return undefined;
  return siteRules.bannedUntil({ id, since, keys: addressKeys(address) }, room);
}

export function assertNotBannedByOperator(rules: Rules, visitor: Requester, room?: string): void {
  const everywhere = bannedUntil(rules, visitor);
  const until = everywhere ?? (room === undefined ? undefined : bannedUntil(rules, visitor, room));
  if (!until) return;
  const where = everywhere ? "everywhere" : "here";
  throw new Refusal("BANNED", {}, { where, until: until.toISOString(), retryAfter: secondsUntil(until) });
}
