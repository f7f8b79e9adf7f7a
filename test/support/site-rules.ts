import { EventEmitter } from "node:events";
import { createConnection } from "mongoose";
import { afterAll, beforeAll } from "vitest";
import { createModels } from "../../src/db/models/index.js";
import { connectInstanceBus } from "../../src/realtime/redis-instance-bus.js";
import { SiteRulesStore } from "../../src/services/operator/site-rules-store.js";
import { SiteSwitches } from "../../src/services/operator/site-switches.js";
import type { Instances } from "./instances.js";

interface Operator {
  switches: SiteSwitches;
}

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
    const siteRules = new SiteRulesStore(models, bus, new EventEmitter());
    holder.switches = new SiteSwitches({ siteRules });
  });
  afterAll(async () => {
    for (const close of closing) await close();
  });
  return holder;
}

function fail(reason: unknown): void {
  throw reason;
}
