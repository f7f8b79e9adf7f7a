import { Refusal } from "../errors.js";
import type { Access, Context, OperatorPass } from "../ports.js";
import { secondsUntil } from "./seconds-until.js";

type Rules = Pick<Context, "access" | "siteRules">;

export const mayOpenRooms = (access: Access, pass: OperatorPass | undefined): boolean =>
  access.openRooms === "everyone" || isOperator(access, pass);

export const isOperator = ({ operator }: Access, pass: OperatorPass | undefined): boolean =>
  pass !== undefined && operator?.isMark(pass.mark) === true && Date.now() < pass.until;

/** In how many seconds everybody may open rooms again, if the operator has closed openings. */
export function openingsClosedFor(
  { access, siteRules }: Rules,
  pass: OperatorPass | undefined,
): number | undefined {
  const until = siteRules.until("openingsClosedUntil");
  const isMeant = access.openRooms === "everyone" && !isOperator(access, pass);
  return until && isMeant ? secondsUntil(until) : undefined;
}

export function assertMayOpenRooms(rules: Rules, pass: OperatorPass | undefined): void {
  if (!mayOpenRooms(rules.access, pass)) throw new Refusal("NOT_ALLOWED");
  const retryAfter = openingsClosedFor(rules, pass);
  if (retryAfter !== undefined) throw new Refusal("OPENINGS_CLOSED", {}, { retryAfter });
}
