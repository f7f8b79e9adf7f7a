import { isIP } from "node:net";
import path from "node:path";
import { type AccessSettings, readAccess } from "./config/access.js";
import { embedOrigins } from "./config/embedding.js";
import { type OnionSettings, readOnion } from "./config/onion.js";
import { ConfigError, type Env, oneOf, whole } from "./config/readers.js";
import { readSite, type SiteSettings } from "./config/site.js";

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
  readonly onion: OnionSettings | undefined;
  readonly embedOrigins: readonly string[];
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
  readonly directWrites: boolean;
  readonly production: boolean;
  readonly accessLog: boolean;
  readonly logAddresses: "full" | "short" | "off";
  readonly hstsSubdomains: boolean;
  readonly site: SiteSettings;
  readonly access: AccessSettings;
  readonly warnings: readonly string[];
}

export { ConfigError } from "./config/readers.js";

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
    onion: readOnion(env),
    embedOrigins: embedOrigins(env, publicOrigin(env)),
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
    directWrites: oneOf(env, "DIRECT_WRITES", ["on", "off"]) === "on",
    // Unset means production: a forgotten variable must not show stack traces to visitors.
    production: mode === "production",
    accessLog: mode !== "test",
    logAddresses: oneOf(env, "LOG_ADDRESSES", ["full", "short", "off"]),
    hstsSubdomains: oneOf(env, "HSTS_SUBDOMAINS", ["off", "on"]) === "on",
    site: readSite(env),
    access: readAccess(env),
    warnings: warnings(env),
  });
}

function warnings(env: Env): string[] {
  const found: string[] = [];
  if (env.RATE_LIMITS === "off") found.push("RATE_LIMITS=off, anybody can guess passwords and flood rooms");
  if (env.REDIS_URL && (env.UPLOAD_STORE || "disk") === "disk")
    found.push("UPLOAD_STORE=disk, so UPLOAD_DIR must be one folder that all instances share; or set gridfs");
  if (env.HSTS_SUBDOMAINS === "on" && !/^https:/i.test(env.PUBLIC_URL ?? ""))
    found.push("HSTS_SUBDOMAINS=on does nothing without a PUBLIC_URL that begins with https");
  return found;
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

const MAX_PROXIES = 10;
/** Larger networks than 10.0.0.0/8 and fc00::/7 hold clients, not only proxies. */
const LEAST_PREFIX = { 4: 8, 6: 7 };
const MAPPED_BITS = 96;

function trustProxy(env: Env): boolean | number | string {
  const text = env.TRUST_PROXY || "off";
  if (/^(off|false|no)$/i.test(text)) return false;
  const parts = text.split(",").map((part) => part.trim());
  const isAll = /^(on|true|yes)$/i.test(text);
  const isCount = /^\d{1,9}$/.test(text);
  if (!isAll && !isCount && !parts.every(isProxy))
    throw new ConfigError(
      `TRUST_PROXY must be off, on, a number of proxies or their addresses, not "${text}"`,
    );
  const believesAnybody = isAll || (isCount ? Number(text) > MAX_PROXIES : parts.some(isTooWide));
  if (believesAnybody && !isLocalHost(env.HOST))
    throw new ConfigError(
      `TRUST_PROXY=${text} lets every client choose its address, and so escape bans and limits: set the number of proxies (1) or their addresses, or a HOST that only this machine reaches, such as 127.0.0.1`,
    );
  if (isAll) return true;
  return isCount ? Number(text) : text;
}

function isProxy(text: string): boolean {
  if (/^(?:loopback|linklocal|uniquelocal)$/.test(text)) return true;
  const [address, prefix] = text.split("/", 2) as [string, string | undefined];
  const family = isIP(address);
  if (!family || text.split("/").length > 2) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

function isTooWide(text: string): boolean {
  const [address, prefix] = text.split("/", 2) as [string, string | undefined];
  if (prefix === undefined) return false;
  const isMapped = /^::ffff:/i.test(address);
  return Number(prefix) < (isMapped ? MAPPED_BITS + LEAST_PREFIX[4] : LEAST_PREFIX[isIP(address) as 4 | 6]);
}

function isLocalHost(host = ""): boolean {
  const address = host.replace(/^::ffff:/i, "");
  if (isIP(address) === 4) return address.startsWith("127.");
  return address === "::1" || address.toLowerCase() === "localhost" || path.isAbsolute(host);
}
