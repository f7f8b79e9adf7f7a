import { Refusal } from "../errors.js";
import type { Context, Visitor } from "../ports.js";
import { secondsUntil } from "./closed-openings.js";

type Rules = Pick<Context, "siteRules" | "addressKeys">;
type Requester = Pick<Visitor, "id" | "address" | "since">;

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
