import path from "node:path";

/** Everything that can be set from outside, checked once. The only reader of the environment. */
export interface Config {
  readonly port: number;
  readonly host: string | undefined;
  readonly dataDir: string;
  readonly mongodbUri: string | undefined;
  readonly production: boolean;
}

type Env = Record<string, string | undefined>;

export class ConfigError extends Error {}

export function readConfig(env: Env = process.env): Config {
  return Object.freeze({
    port: port(env, 8005),
    host: env.HOST || undefined,
    dataDir: path.resolve(env.DATA_DIR || "data"),
    mongodbUri: mongodbUri(env),
    // Unset means production: a forgotten variable must not show stack traces to visitors.
    production: !["development", "test"].includes(env.NODE_ENV ?? ""),
  });
}

function port(env: Env, fallback: number): number {
  const text = env.PORT || String(fallback);
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535) {
    throw new ConfigError(`PORT must be a number from 0 to 65535, not "${text}"`);
  }
  return Number(text);
}

function mongodbUri(env: Env): string | undefined {
  const uri = env.MONGODB_URI || undefined;
  if (uri && !/^mongodb(\+srv)?:\/\//.test(uri)) {
    throw new ConfigError("MONGODB_URI must begin with mongodb:// or mongodb+srv://");
  }
  return uri;
}
