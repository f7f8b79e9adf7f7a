import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { matchesIn } from "../support/matches-in.js";

/** Contract, promise 7. */
const MINUTE_MS = 60_000;
/** As UTF-8, as UTF-16, and as Base64 would hide it. */
const WORD = /zqx\d{9}x|z\0q\0x\0(?:\d\0){9}x/g;

/** The raid's words, and its pictures, in any file of these folders. */
export async function leftOf(pictures: ReadonlySet<string>, folders: string[]): Promise<string[]> {
  const words = new Set(await matchesIn(WORD, ...folders));
  const files = [...(await picturesIn(folders))].filter((hash) => pictures.has(hash));
  return [...words, ...files];
}

export async function leftAfterAMinute(pictures: ReadonlySet<string>, folders: string[]): Promise<string[]> {
  const deadline = performance.now() + MINUTE_MS;
  let left = await leftOf(pictures, folders);
  while (left.length && performance.now() < deadline) {
    await wait(500);
    left = await leftOf(pictures, folders);
  }
  return left;
}

/** By their SHA-256. Files of the store change all the time, so theirs are found in no later reading. */
export async function picturesIn(folders: string[]): Promise<Set<string>> {
  const hashes = new Set<string>();
  for (const folder of folders)
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const bytes = await readFile(path.join(entry.parentPath, entry.name)).catch(unlessGone);
      if (bytes) hashes.add(createHash("sha256").update(bytes).digest("hex"));
    }
  return hashes;
}

function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
