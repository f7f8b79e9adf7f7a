import { ConfigError, type Env } from "./readers.js";

/** Who may come. */
export interface AccessSettings {
  readonly sitePassword: string | undefined;
}

const MAX_PASSWORD = 72;

export const readAccess = (env: Env): AccessSettings => ({ sitePassword: sitePassword(env) });

function sitePassword(env: Env): string | undefined {
  const password = env.SITE_PASSWORD || undefined;
  if (password && [...password].length > MAX_PASSWORD)
    throw new ConfigError(`SITE_PASSWORD must have at most ${MAX_PASSWORD} characters`);
  return password;
}
