import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Config } from "../config.js";

const MIN_LENGTH = 32;

export type KeepSecret = (candidate: string) => Promise<string>;

/** Kept across restarts, so that an update logs nobody out. Several instances share it in the database. */
export async function cookieSecret(config: Config, shared: KeepSecret | undefined): Promise<string> {
  if (config.cookieSecret) return config.cookieSecret;
  const candidate = randomBytes(32).toString("hex");
  return shared ? shared(candidate) : keepInFile(config.dataDir, candidate);
}

async function keepInFile(dataDir: string, candidate: string): Promise<string> {
  const file = path.join(dataDir, "cookie-secret");
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  try {
    // With "wx", only one of two servers that start together creates the file.
    await writeFile(file, candidate, { flag: "wx", mode: 0o600, flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  // A copied or restored file may have wider permissions; then any local account could forge cookies.
  if ((await stat(file)).mode & 0o077) await chmod(file, 0o600);
  const secret = (await readFile(file, "utf8")).trim();
  if (secret.length < MIN_LENGTH)
    throw new Error(`${file} holds fewer than ${MIN_LENGTH} characters; delete it to have a new one made`);
  return secret;
}
