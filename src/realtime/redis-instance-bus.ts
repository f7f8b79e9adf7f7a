import { setTimeout as pause } from "node:timers/promises";
import { createAdapter } from "@socket.io/redis-streams-adapter";
import { Redis } from "ioredis";
import { Server } from "socket.io";
import type { Hint, Peers, SharedCounts } from "../services/index.js";

/** Hints that wait for a store that is away: more are worth nothing by the time it is back. */
const MOST_WAITING = 1000;
const LONGEST_PAUSE_MS = 1000;
const PATIENCE_MS = 1000;

type Nothing = Record<never, never>;
type Wire = { hint: (hint: Hint) => void };

/** The way to the other instances, by Redis. */
export interface Link extends Peers {
  readonly counts: SharedCounts;
  answers(): Promise<boolean>;
  onHint(listener: (hint: Hint) => void): void;
  close(): Promise<void>;
}

/**
 * Hints go through a Socket.IO server of their own, which has no clients. The one that has them never asks Redis
 * for anything, so nothing that is said in a room waits for it.
 */
export function linkPeers(url: string, name: string, report: (error: unknown) => void): Link {
  const lines: Lines = { all: [], waiting: 0 };
  const retryStrategy = (times: number) => Math.min(times * 100, LONGEST_PAUSE_MS);
  const redis = forgiving(new Redis(url, { maxRetriesPerRequest: null, retryStrategy }), lines);
  reportChanges(redis, report);
  const prefix = `gif-chat ${name}`;
  const names = { streamName: prefix, channelPrefix: prefix };
  const adapter = createAdapter(redis, { ...names, maxLen: 1000 });
  const wire: Server<Nothing, Nothing, Wire> = new Server({ serveClient: false, adapter });
  const hints = wire.of("/");
  return {
    alone: false,
    counts: { redis, prefix },
    answers: async () => {
      if (redis.status !== "ready") return false;
      return Promise.race([redis.ping().then(() => true), pause(PATIENCE_MS, false)]);
    },
    tell: (hint) => {
      if (lines.waiting < MOST_WAITING) wire.serverSideEmit("hint", hint);
    },
    onHint: (listener) => void hints.on("hint", listener),
    close: async () => {
      // What is on its way comes to an end that hears nothing any more.
      hints.removeAllListeners("hint");
      await hints.adapter.close();
      for (const line of lines.all) line.disconnect();
    },
  };
}

/** The connections to the store, and how many commands it has not answered yet. */
interface Lines {
  readonly all: Redis[];
  waiting: number;
}

/** Whoever sends a command by it need not care for its failing: the adapter does not, and that would end the process. */
function forgiving(redis: Redis, lines: Lines): Redis {
  lines.all.push(redis);
  const send = redis.sendCommand.bind(redis);
  redis.sendCommand = (command, stream) => {
    lines.waiting++;
    const done = () => void lines.waiting--;
    command.promise.then(done, done);
    return send(command, stream);
  };
  const duplicate = redis.duplicate.bind(redis);
  redis.duplicate = ((options) => forgiving(duplicate(options), lines)) as typeof redis.duplicate;
  return redis;
}

/** Once when it is lost, and once when it is back, instead of at each try. */
function reportChanges(redis: Redis, report: (error: unknown) => void): void {
  let lost = false;
  redis.on("error", (error: Error) => {
    if (!lost) report(`Redis is away, and rooms go on without it: ${error.message}`);
    lost = true;
  });
  redis.on("ready", () => {
    if (lost) report("Redis is back");
    lost = false;
  });
}
