import { randomUUID } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import { named } from "./database.js";
import { type RedisProcess, startRedis } from "./redis.js";
import { serve, type TestServer } from "./server.js";
import { startServer } from "./store.js";
import { Visitor } from "./visitor.js";

export interface Instances {
  servers: TestServer[];
  redis: RedisProcess;
  /** Of the database that they share. */
  uri: string;
}

/** Several instances in this process, on one database and one Redis. */
export function useInstances(count: number, env: Record<string, string> = {}): Instances {
  const holder = {} as Instances;
  let database: { uri: string; close(): Promise<void> };
  beforeAll(async () => {
    database = await startServer();
    const uri = named(database.uri, `test-${randomUUID()}`);
    holder.uri = uri;
    holder.redis = await startRedis();
    holder.servers = [];
    const shared = { MONGODB_URI: uri, REDIS_URL: holder.redis.url, UPLOAD_STORE: "gridfs", ...env };
    for (let i = 0; i < count; i++) holder.servers.push(await serve(shared));
  });
  afterAll(async () => {
    await Promise.all(holder.servers.map((server) => server.close()));
    await database.close();
  });
  return holder;
}

/** The same visitor, at another instance. */
export function at(server: { url: string }, { cookie }: Visitor): Visitor {
  const there = new Visitor(server.url);
  there.cookie = cookie;
  return there;
}

/** A room at the first instance, with one member at each of the two. */
export async function twoMembers({ servers }: Instances, fields: Record<string, unknown> = {}) {
  const [first, second] = servers as [TestServer, TestServer];
  const [ann, bob] = [await first.visitor(), await second.visitor()];
  const room = await ann.open(fields);
  return { ann, bob, room, a: await ann.enter(room._id), b: await bob.enter(room._id) };
}
