import type { Dirent } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/** In any file under these folders, read as bytes. */
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
