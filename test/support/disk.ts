import type { Dirent } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";

/** Contract, promise 7. */
const MINUTE_MS = 60_000;

let lastWord = 0;

/** A word that stands nowhere else, and that `wordsIn` finds. */
export const uniqueWord = (): string => `zqx${String(++lastWord).padStart(9, "0")}x`;

/** Every such word in any file under these folders, read as bytes. */
export async function wordsIn(...folders: string[]): Promise<Set<string>> {
  return new Set(await matchesIn(/zqx\d{9}x/g, ...folders));
}

export async function matchesIn(pattern: RegExp, ...folders: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    for (const entry of await entriesIn(folder)) {
      if (!entry.isFile()) continue;
      const bytes = await readFile(path.join(entry.parentPath, entry.name)).catch(unlessGone);
      for (const [match] of bytes.toString("latin1").matchAll(pattern)) found.push(match);
    }
  }
  return found;
}

/** Looks again and again, for a minute at most: nothing tells when a running server has erased something. */
export async function expectGoneWithinAMinute(words: Iterable<string>, ...folders: string[]): Promise<void> {
  const gone = new Set(words);
  const deadline = Date.now() + MINUTE_MS;
  let left: string[];
  do left = [...(await wordsIn(...folders))].filter((word) => gone.has(word));
  while (left.length > 0 && Date.now() < deadline);
  expect(left).toEqual([]);
}

/** A folder may be removed while it is listed: then the rest is listed again. */
async function entriesIn(folder: string): Promise<Dirent[]> {
  for (let tries = 1; ; tries++) {
    try {
      return await readdir(folder, { recursive: true, withFileTypes: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT" || tries === 100) throw error;
    }
  }
}

/** A temporary file may be removed between the listing and the reading. */
function unlessGone(error: NodeJS.ErrnoException): Buffer {
  if (error.code === "ENOENT") return Buffer.alloc(0);
  throw error;
}
