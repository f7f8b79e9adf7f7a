import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Config } from "../config.js";

/** Takes the one that is kept, or keeps this one. */
export type KeepSecret = (made: string) => Promise<string>;

/**
 * Signs the session cookies. One made here survives restarts, so that nobody is thrown out by an update. Several
 * instances need the same one, and so keep it where they keep the sessions.
 */
export async function cookieSecret(config: Config, shared: KeepSecret | undefined): Promise<string> {
  if (config.cookieSecret) return config.cookieSecret;
  if (shared) return shared(randomBytes(32).toString("hex"));
  const file = path.join(config.dataDir, "cookie-secret");
  await mkdir(config.dataDir, { recursive: true });
  try {
    // "wx" lets exactly one of two servers that start together make it.
    await writeFile(file, randomBytes(32).toString("hex"), { flag: "wx", mode: 0o600, flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  // Copied or restored with wider rights, it would let every account of the machine forge cookies.
  if ((await stat(file)).mode & 0o077) await chmod(file, 0o600);
  const secret = (await readFile(file, "utf8")).trim();
  if (secret.length < 32)
    throw new Error(`${file} holds fewer than 32 characters; delete it to have a new one made`);
  return secret;
}
