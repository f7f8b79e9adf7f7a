import { ConfigError, type Env, oneOf } from "./readers.js";

export interface AccessSettings {
  readonly sitePassword: string | undefined;
  readonly operatorToken: string | undefined;
  readonly openRooms: "everyone" | "operator";
  readonly lobby: boolean;
  readonly reportWebhook: string | undefined;
}

const MAX_PASSWORD = 72;
const MIN_TOKEN = 32;

export const readAccess = (env: Env): AccessSettings => ({
  sitePassword: sitePassword(env),
  operatorToken: operatorToken(env),
  openRooms: openRooms(env),
  lobby: oneOf(env, "LOBBY", ["on", "off"]) === "on",
  reportWebhook: reportWebhook(env),
});

function sitePassword(env: Env): string | undefined {
  const password = env.SITE_PASSWORD || undefined;
  if (password && [...password].length > MAX_PASSWORD)
    throw new ConfigError(`SITE_PASSWORD must have at most ${MAX_PASSWORD} characters`);
  return password;
}

function operatorToken(env: Env): string | undefined {
  const token = env.OPERATOR_TOKEN || undefined;
  if (token && token.length < MIN_TOKEN)
    throw new ConfigError(`OPERATOR_TOKEN must have at least ${MIN_TOKEN} characters`);
  return token;
}

function openRooms(env: Env): "everyone" | "operator" {
  const who = oneOf(env, "OPEN_ROOMS", ["everyone", "operator"]);
  if (who === "operator" && !env.OPERATOR_TOKEN)
    throw new ConfigError("OPEN_ROOMS=operator needs an OPERATOR_TOKEN, else nobody can open a room");
  return who;
}

/** Errors do not name the URL: its path is often a secret. */
function reportWebhook(env: Env): string | undefined {
  const text = env.REPORT_WEBHOOK || undefined;
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    throw new ConfigError(
      "REPORT_WEBHOOK must be a URL such as https://example.org/hook, without a password",
    );
  if (!env.OPERATOR_TOKEN)
    throw new ConfigError("REPORT_WEBHOOK needs an OPERATOR_TOKEN, else nobody can report");
  return url.href;
}
