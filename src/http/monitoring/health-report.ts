import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../../lib/project-root.js";
import type { AppContext } from "../app-context.js";
import { BoundedChecks } from "./bounded-checks.js";
import { checkDisk, checkMemory, createEventLoopCheck } from "./machine-checks.js";
import {
  checkBudgets,
  checkClock,
  checkDatabase,
  checkLease,
  checkPictureQueue,
  checkRedis,
} from "./store-checks.js";

type Sources = Pick<AppContext, "config" | "services" | "isRedisAlive">;

/** For the operator's monitoring. Only the database decides whether the server is up. */
export function createHealthReport({ config, services: { figures }, isRedisAlive }: Sources) {
  const startedAt = new Date();
  const { version } = JSON.parse(readFileSync(path.join(projectRoot, "package.json"), "utf8"));
  const others = new BoundedChecks({
    redis: () => checkRedis(isRedisAlive),
    disk: () => checkDisk(config),
    lease: () => checkLease(figures),
    clock: () => checkClock(figures),
    memory: checkMemory,
    eventLoop: createEventLoopCheck(),
    pictureQueue: () => checkPictureQueue(figures),
    budgets: () => checkBudgets(figures),
  });
  return async (isDatabaseAlive: Promise<boolean>) => {
    const [ok, found] = await Promise.all([isDatabaseAlive, others.read()]);
    const checks = { database: checkDatabase(ok), ...found };
    return {
      ok,
      degraded: Object.values(checks).some((check) => !check.ok),
      checks,
      version,
      uptime: Math.floor((Date.now() - startedAt.getTime()) / 1000),
      startedAt: startedAt.toISOString(),
    };
  };
}
