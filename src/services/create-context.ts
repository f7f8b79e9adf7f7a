import { EventEmitter } from "node:events";
import type { AccessSettings } from "../config/access.js";
import { createAddressHash } from "../lib/address-hash.js";
import { WorkTracker } from "../lib/work-tracker.js";
import { createAccess } from "./access/create-access.js";
import { sayBans } from "./operator/say-bans.js";
import { SiteRulesStore } from "./operator/site-rules-store.js";
import type { Context, Dependencies } from "./ports.js";
import { type ProofMode, Proofs } from "./proof/proofs.js";
import { createAddressKeys, createQuotaKeys } from "./quotas/address-keys.js";
import type { RateLimiter } from "./rate-limits/rate-limiter.js";
import { withoutLobby } from "./rooms/without-lobby.js";

interface Settings {
  readonly cookieSecret: string;
  readonly proofOfWork: ProofMode;
  readonly access: AccessSettings;
  readonly publicOrigin: string | undefined;
}

export function createContext(
  dependencies: Dependencies & { readonly limiter: RateLimiter },
  { cookieSecret, proofOfWork, access, publicOrigin }: Settings,
): Context & { readonly proofs: Proofs } {
  const { models, bus, limiter, broadcaster, metrics } = dependencies;
  const events: Context["events"] = new EventEmitter();
  const hash = createAddressHash(cookieSecret);
  const siteRules = new SiteRulesStore(models, bus, events);
  return {
    ...dependencies,
    siteRules,
    requests: new WorkTracker(),
    proofs: new Proofs(proofOfWork, cookieSecret, models.usedProofs, limiter, siteRules, metrics),
    addressKeys: createAddressKeys(hash, limiter.enabled),
    ...createQuotaKeys(hash, limiter.enabled),
    access: createAccess(cookieSecret, access, publicOrigin),
    broadcaster: withoutLobby(
      sayBans(broadcaster, siteRules),
      () => !access.lobby || siteRules.isLobbyHidden,
    ),
    events,
  };
}
