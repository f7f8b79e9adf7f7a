import { afterAll, beforeAll } from "vitest";
import { freePort } from "../support/process.js";
import { type RedisProcess, startRedis } from "../support/redis.js";
import { ServerProcess } from "../support/server-process.js";
import { useFolder } from "../support/store.js";
import { type StoreProcess, startProcess } from "../support/store-process.js";

export interface Fleet {
  /** Three of them, each a process that can be killed. */
  instances: ServerProcess[];
  redis: RedisProcess;
  database: StoreProcess;
  /** The same database on the same port, after it was killed. */
  startDatabase(): Promise<void>;
}

/** Three instances, a Redis and a database, all of them processes. */
export async function useFleet(env: Record<string, string> = {}): Promise<Fleet> {
  const dir = await useFolder();
  const fleet = { instances: [] } as unknown as Fleet;
  beforeAll(async () => {
    const port = String(await freePort());
    fleet.startDatabase = async () => {
      fleet.database = await startProcess(dir, { args: ["--port", port] });
    };
    await fleet.startDatabase();
    fleet.redis = await startRedis();
    const shared = { MONGODB_URI: fleet.database.uri, REDIS_URL: fleet.redis.url, UPLOAD_STORE: "gridfs" };
    const own = { ...shared, RATE_LIMITS: "off", TRUST_PROXY: "1", ...env };
    const starting = Array.from({ length: 3 }, () => ServerProcess.start(own));
    fleet.instances.push(...(await Promise.all(starting)));
  });
  afterAll(async () => {
    await Promise.all(fleet.instances.map((instance) => instance.end("SIGKILL")));
    for (const instance of fleet.instances) await instance.clean();
  });
  return fleet;
}

/** What no fault may bring about: an instance that ended by itself, or said that it cannot go on. */
export function complaints({ instances }: Pick<Fleet, "instances">): string[] {
  return instances.flatMap(({ errors }) => errors.match(/.*(?:cannot go on|nhandled|Error:).*/g) ?? []);
}
