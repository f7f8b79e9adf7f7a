import { EventEmitter } from "node:events";
import { createConnection } from "mongoose";
import { afterAll, beforeAll } from "vitest";
import { createModels } from "../../src/db/models/index.js";
import { createAddressHash } from "../../src/lib/address-hash.js";
import { BackgroundJobs } from "../../src/lib/background-jobs.js";
import { connectInstanceBus } from "../../src/realtime/redis-instance-bus.js";
import { SiteBans } from "../../src/services/operator/site-bans.js";
import { SiteRulesStore } from "../../src/services/operator/site-rules-store.js";
import { SiteSwitches } from "../../src/services/operator/site-switches.js";
import type { AddressKeys, DomainEvents } from "../../src/services/ports.js";
import { createAddressKeys } from "../../src/services/quotas/address-keys.js";
import type { Instances } from "./instances.js";

interface Operator {
  switches: SiteSwitches;
  bans: SiteBans;
  addressKeys: AddressKeys;
}

/** For both, so that the operator has the keys by which instances know addresses. */
export const COOKIE_SECRET = "one secret for all instances, of many characters";

/** What the operator does by another instance, which has no visitors of its own. */
export function useOperator(instances: Instances): Operator {
  const holder = {} as Operator;
  const closing: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    const connection = await createConnection(instances.uri).asPromise();
    const bus = connectInstanceBus(instances.redis.url, connection.name, fail);
    closing.push(
      () => bus.close(),
      () => connection.close(),
    );
    const models = await createModels(connection);
    const events: DomainEvents = new EventEmitter();
    const siteRules = new SiteRulesStore(models, bus, events);
    holder.switches = new SiteSwitches({ siteRules, proofs: { isOffered: true } });
    holder.addressKeys = createAddressKeys(createAddressHash(COOKIE_SECRET), true);
    const { addressKeys } = holder;
    const background = new BackgroundJobs(fail, () => true);
    const broadcaster = { bannedFromSite: () => {} };
    // Nobody sits at this instance.
    const seats = { isSeated: () => false, expel: async () => false };
    holder.bans = new SiteBans({ models, siteRules, events, background, broadcaster, addressKeys }, seats);
  });
  afterAll(async () => {
    for (const close of closing) await close();
  });
  return holder;
}

function fail(reason: unknown): void {
  throw reason;
}
