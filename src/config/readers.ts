export type Env = Record<string, string | undefined>;

export class ConfigError extends Error {}

export function whole(env: Env, name: string, fallback: number, least: number, most: number): number {
  const text = env[name] || String(fallback);
  if (!/^\d{1,12}$/.test(text) || Number(text) < least || Number(text) > most) {
    throw new ConfigError(`${name} must be a whole number from ${least} to ${most}, not "${text}"`);
  }
  return Number(text);
}

export function oneOf<T extends string>(env: Env, name: string, choices: [T, ...T[]]): T {
  const text = env[name] || choices[0];
  const chosen = choices.find((choice) => choice === text);
  if (!chosen) throw new ConfigError(`${name} must be ${choices.join(" or ")}, not "${text}"`);
  return chosen;
}
