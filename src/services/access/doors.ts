import type { Context } from "../ports.js";
import type { GuessQuota } from "../quotas/guess-quota.js";
import { SiteAccess } from "./site-access.js";

export interface DoorServices {
  readonly site: SiteAccess;
}

export const createDoors = (context: Context, guesses: GuessQuota): DoorServices => ({
  site: new SiteAccess(context, guesses),
});
