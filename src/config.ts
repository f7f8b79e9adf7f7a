import { isIP } from "node:net";
import path from "node:path";

/** All settings, checked once. Nothing else reads the environment. */
export interface Config {
  readonly port: number;
  readonly host: string | undefined;
  readonly dataDir: string;
  readonly uploadDir: string;
  readonly uploadStore: "disk" | "gridfs";
  readonly mongodbUri: string | undefined;
  readonly redisUrl: string | undefined;
  readonly cookieSecret: string | undefined;
  readonly publicOrigin: string | undefined;
  readonly trustProxy: boolean | number | string;
  readonly emptyRoomGraceMs: number;
  readonly lostConnectionGraceMs: number;
  readonly aloneGraceMs: number;
  readonly maxGifBytes: number;
  readonly maxRooms: number;
  readonly maxPictureBytes: number;
  readonly rateLimits: boolean;
  readonly proofOfWork: "auto" | "off" | "on";
  readonly metricsToken: string | undefined;
  readonly production: boolean;
  readonly accessLog: boolean;
  readonly warnings: readonly string[];
}

type Env = Record<string, string | undefined>;

export class ConfigError extends Error {}

export function readConfig(env: Env = process.env): Config {
  const mode = env.NODE_ENV ? oneOf(env, "NODE_ENV", ["production", "development", "test"]) : "production";
  return Object.freeze({
    port: whole(env, "PORT", 8005, 0, 65535),
    host: env.HOST || undefined,
    dataDir: path.resolve(env.DATA_DIR || "data"),
    uploadDir: path.resolve(env.UPLOAD_DIR || "uploads"),
    uploadStore: oneOf(env, "UPLOAD_STORE", ["disk", "gridfs"]),
    mongodbUri: mongodbUri(env),
    redisUrl: redisUrl(env),
    cookieSecret: cookieSecret(env),
    publicOrigin: publicOrigin(env),
    trustProxy: trustProxy(env),
    emptyRoomGraceMs: whole(env, "EMPTY_ROOM_GRACE_MS", 5000, 0, 86_400_000),
    lostConnectionGraceMs: whole(env, "LOST_CONNECTION_GRACE_MS", 120_000, 0, 86_400_000),
    aloneGraceMs: whole(env, "ALONE_GRACE_MS", 600_000, 0, 86_400_000),
    maxGifBytes: whole(env, "MAX_GIF_BYTES", 5_242_880, 1024, 104_857_600),
    maxRooms: whole(env, "MAX_ROOMS", 10_000, 1, 1_000_000),
    maxPictureBytes: whole(env, "MAX_PICTURE_BYTES", 5 * 1024 ** 3, 1, 999_999_999_999),
    metricsToken: env.METRICS_TOKEN || undefined,
    rateLimits: oneOf(env, "RATE_LIMITS", ["on", "off"]) === "on",
    proofOfWork: oneOf(env, "PROOF_OF_WORK", ["auto", "off", "on"]),
    // Unset means production: a forgotten variable must not show stack traces to visitors.
    production: mode === "production",
    accessLog: mode !== "test",
    warnings: warnings(env),
  });
}

function warnings(env: Env): string[] {
  const found: string[] = [];
  if (env.RATE_LIMITS === "off") found.push("RATE_LIMITS=off, anybody can guess passwords and flood rooms");
  if (env.REDIS_URL && (env.UPLOAD_STORE || "disk") === "disk")
    found.push("UPLOAD_STORE=disk, so UPLOAD_DIR must be one folder that all instances share; or set gridfs");
  return found;
}

function whole(env: Env, name: string, fallback: number, least: number, most: number): number {
  const text = env[name] || String(fallback);
  if (!/^\d{1,12}$/.test(text) || Number(text) < least || Number(text) > most) {
    throw new ConfigError(`${name} must be a whole number from ${least} to ${most}, not "${text}"`);
  }
  return Number(text);
}

function oneOf<T extends string>(env: Env, name: string, choices: [T, ...T[]]): T {
  const text = env[name] || choices[0];
  const chosen = choices.find((choice) => choice === text);
  if (!chosen) throw new ConfigError(`${name} must be ${choices.join(" or ")}, not "${text}"`);
  return chosen;
}

function mongodbUri(env: Env): string | undefined {
  const uri = env.MONGODB_URI || undefined;
  if (uri && !/^mongodb(\+srv)?:\/\//.test(uri)) {
    throw new ConfigError("MONGODB_URI must begin with mongodb:// or mongodb+srv://");
  }
  return uri;
}

function redisUrl(env: Env): string | undefined {
  const url = env.REDIS_URL || undefined;
  if (url && !/^rediss?:\/\//.test(url))
    throw new ConfigError("REDIS_URL must begin with redis:// or rediss://");
  if (url && !env.MONGODB_URI)
    throw new ConfigError("REDIS_URL needs MONGODB_URI: several instances share one database");
  return url;
}

function cookieSecret(env: Env): string | undefined {
  const secret = env.COOKIE_SECRET || undefined;
  if (secret && secret.length < 32) throw new ConfigError("COOKIE_SECRET must have at least 32 characters");
  return secret;
}

function publicOrigin(env: Env): string | undefined {
  if (!env.PUBLIC_URL) return undefined;
  const url = URL.canParse(env.PUBLIC_URL) ? new URL(env.PUBLIC_URL) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`) {
    throw new ConfigError(`PUBLIC_URL must look like https://chat.example.org, not "${env.PUBLIC_URL}"`);
  }
  return url.origin;
}

const isProxy = (text: string): boolean =>
  /^(?:loopback|linklocal|uniquelocal)$/.test(text) ||
  (/^[^/]+(?:\/\d{1,3})?$/.test(text) && isIP(text.split("/")[0]!) > 0);

function trustProxy(env: Env): boolean | number | string {
  const text = env.TRUST_PROXY || "off";
  if (/^(off|false|no)$/i.test(text)) return false;
  if (/^(on|true|yes)$/i.test(text)) return true;
  if (/^\d{1,2}$/.test(text)) return Number(text);
  if (text.split(",").every((part) => isProxy(part.trim()))) return text;
  throw new ConfigError(`TRUST_PROXY must be off, on, a number of proxies or their addresses, not "${text}"`);
}
