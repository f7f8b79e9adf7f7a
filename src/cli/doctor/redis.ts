import { type Finding, messageOf, ok, problem, warning } from "./finding.js";

const about = "Redis";
const TIMEOUT_MS = 4000;
/** The first with streams. */
const OLDEST = 5;

export interface CheckedRedis {
  readonly finding: Finding;
  readonly time?: Date;
}

export async function checkRedis(url: string): Promise<CheckedRedis> {
  const { Redis } = await import("ioredis");
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let reason: unknown;
  redis.on("error", (error) => {
    reason = error;
  });
  try {
    await redis.connect();
    const info = await redis.info();
    const [seconds, microseconds] = await redis.time();
    const time = new Date(Number(seconds) * 1000 + Number(microseconds) / 1000);
    return { finding: judge(info), time };
  } catch (error) {
    const message = messageOf(reason ?? error);
    return {
      finding: problem(
        about,
        `REDIS_URL leads to no Redis that answers (${message}): correct it, or start Redis`,
      ),
    };
  } finally {
    redis.disconnect();
  }
}

function judge(info: string): Finding {
  const read = (name: string) => new RegExp(`^${name}:(.*?)\r?$`, "m").exec(info)?.[1];
  const version = read("redis_version") ?? "of unknown version";
  if (Number.parseInt(version, 10) < OLDEST) return problem(about, `Redis ${version} is too old: install 7`);
  const policy = read("maxmemory_policy");
  const isLimited = read("maxmemory") !== "0";
  if (isLimited && policy !== undefined && policy !== "noeviction")
    return warning(
      about,
      `Redis ${version} forgets counts when its memory is full (${policy}): redis-cli CONFIG SET maxmemory-policy noeviction`,
    );
  return ok(about, `Redis ${version}`);
}
