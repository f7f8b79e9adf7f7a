import { type Config, ConfigError, readConfig } from "../config.js";
import type { Env } from "./readers.js";

export interface ReadConfig {
  /** As it would be without the wrong values. */
  config: Config;
  errors: string[];
  /** The names of settings whose values do not count. */
  wrong: string[];
}

/** Every error instead of the first. */
export function readConfigWithErrors(env: Env = process.env): ReadConfig {
  const rest = { ...env };
  const errors: string[] = [];
  const wrong: string[] = [];
  for (;;) {
    try {
      return { config: readConfig(rest), errors, wrong };
    } catch (error) {
      const [name] = (error instanceof ConfigError && /^[A-Z_]+/.exec(error.message)) || [];
      if (name === undefined || !(name in rest)) throw error;
      const { message } = error as ConfigError;
      delete rest[name];
      // Without a wrong MONGODB_URI, for example, the REDIS_URL would lack one.
      if (!wrong.some((other) => new RegExp(`\\b${other}\\b`).test(message))) errors.push(message);
      wrong.push(name);
    }
  }
}
