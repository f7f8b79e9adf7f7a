import { OperatorAccess } from "../operator/operator-access.js";
import type { Context } from "../ports.js";
import type { GuessQuota } from "../quotas/guess-quota.js";
import { SiteAccess } from "./site-access.js";

export interface DoorServices {
  readonly site: SiteAccess;
  readonly operator: OperatorAccess;
}

export const createDoors = (context: Context, guesses: GuessQuota): DoorServices => ({
  site: new SiteAccess(context, guesses),
  operator: new OperatorAccess(context, guesses),
});
