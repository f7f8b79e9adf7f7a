import { Refusal } from "../errors.js";
import type { Context, OperatorPass } from "../ports.js";
import { isOperator } from "./operator-pass.js";

type Rules = Pick<Context, "access" | "siteRules">;

/** In how many seconds everybody may open rooms again, if the operator has closed openings. */
export function openingsClosedFor(
  { access, siteRules }: Rules,
  pass: OperatorPass | undefined,
): number | undefined {
  const until = siteRules.until("openingsClosedUntil");
  const isMeant = access.openRooms === "everyone" && !isOperator(access, pass);
  return until && isMeant ? secondsUntil(until) : undefined;
}

export function assertOpeningsOpen(rules: Rules, pass: OperatorPass | undefined): void {
  const retryAfter = openingsClosedFor(rules, pass);
  if (retryAfter !== undefined) throw new Refusal("OPENINGS_CLOSED", {}, { retryAfter });
}

export const secondsUntil = (until: Date): number =>
  Math.max(1, Math.ceil((until.getTime() - Date.now()) / 1000));
