import { setTimeout as delay } from "node:timers/promises";
import { createAdapter } from "@socket.io/redis-streams-adapter";
import { Redis } from "ioredis";
import { Server } from "socket.io";
import type { Hint, InstanceBus, SharedCounts } from "../services/index.js";
import { countCommands } from "./tuning/redis-commands.js";

/** While Redis is away, more hints are dropped: they would be out of date by the time it is back. */
const MAX_PENDING_COMMANDS = 1000;
const MAX_RETRY_MS = 1000;
const PING_TIMEOUT_MS = 1000;

type NoEvents = Record<never, never>;
type InstanceEvents = { hint: (hint: Hint) => void };

export interface RedisInstanceBus extends InstanceBus {
  readonly counts: SharedCounts;
  isAlive(): Promise<boolean>;
  close(): Promise<void>;
}

// Hints travel through a Socket.IO server of their own that has no clients, so the server with clients never waits for
// Redis.
export function connectInstanceBus(
  url: string,
  databaseName: string,
  report: (error: unknown) => void,
): RedisInstanceBus {
  const retryStrategy = (times: number) => Math.min(times * 100, MAX_RETRY_MS);
  const commands = countCommands(new Redis(url, { maxRetriesPerRequest: null, retryStrategy }));
  const { redis } = commands;
  reportAvailability(redis, report);
  const prefix = `gif-chat ${databaseName}`;
  const adapter = createAdapter(redis, { streamName: prefix, channelPrefix: prefix, maxLen: 1000 });
  const io: Server<NoEvents, NoEvents, InstanceEvents> = new Server({ serveClient: false, adapter });
  const hints = io.of("/");
  return {
    hasOthers: true,
    counts: { redis, prefix },
    isAlive: async () => {
      if (redis.status !== "ready") return false;
      return Promise.race([redis.ping().then(() => true), delay(PING_TIMEOUT_MS, false)]);
    },
    publish: (hint) => {
      if (commands.pending < MAX_PENDING_COMMANDS) io.serverSideEmit("hint", hint);
    },
    onHint: (listener) => void hints.on("hint", listener),
    close: async () => {
      hints.removeAllListeners("hint");
      await hints.adapter.close();
      for (const connection of commands.connections) connection.disconnect();
    },
  };
}

/** Logs an outage once instead of at each retry. */
function reportAvailability(redis: Redis, report: (error: unknown) => void): void {
  let isLost = false;
  redis.on("error", (error: Error) => {
    if (!isLost) report(`Redis is away, and rooms go on without it: ${error.message}`);
    isLost = true;
  });
  redis.on("ready", () => {
    if (isLost) report("Redis is back");
    isLost = false;
  });
}
