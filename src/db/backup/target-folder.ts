import { mkdir, open, readdir, realpath, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { PRIVATE_DIRECTORY } from "../../lib/ensure-directory.js";

/** A folder that has its name only when it is complete and on disk. */
export class TargetFolder {
  readonly data: string;
  readonly uploads: string;
  readonly #folder: string;
  readonly #unfinished: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#unfinished = `${folder}.unfinished`;
    this.data = path.join(this.#unfinished, "data");
    this.uploads = path.join(this.#unfinished, "uploads");
  }

  static async create(wanted: string, outside: readonly string[]): Promise<TargetFolder> {
    const folder = await assertFree(wanted);
    for (const other of outside)
      if (isWithin(folder, await realpath(other)))
        throw new Error(`${wanted} lies in ${other}, which the server clears; name a folder elsewhere`);
    await mkdir(path.dirname(folder), { recursive: true, mode: PRIVATE_DIRECTORY });
    const target = new TargetFolder(folder);
    await target.#make();
    return target;
  }

  async finish(): Promise<void> {
    const folders = await readdir(this.#unfinished, { withFileTypes: true, recursive: true });
    for (const entry of folders)
      if (entry.isDirectory()) await syncDirectory(path.join(entry.parentPath, entry.name));
    await syncDirectory(this.#unfinished);
    await rename(this.#unfinished, this.#folder);
    await syncDirectory(path.dirname(this.#folder));
  }

  discard(): Promise<void> {
    return rm(this.#unfinished, { recursive: true, force: true });
  }

  async #make(): Promise<void> {
    try {
      await mkdir(this.#unfinished, PRIVATE_DIRECTORY);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const what = "another backup is writing it, or one was interrupted; then remove it and try again";
      throw new Error(`${this.#unfinished} exists: ${what}`);
    }
    for (const folder of [this.data, this.uploads]) await mkdir(folder, PRIVATE_DIRECTORY);
  }
}

/** Resolves to the real path, which may be an empty folder. */
async function assertFree(wanted: string): Promise<string> {
  const found = await stat(wanted).catch(undefinedIfMissing);
  if (!found) return path.join(await realpathOfExisting(path.dirname(wanted)), path.basename(wanted));
  if (!found.isDirectory()) throw new Error(`${wanted} exists and is not a folder`);
  if ((await readdir(wanted)).length > 0) throw new Error(`${wanted} exists and is not empty`);
  const folder = await realpath(wanted);
  if (found.dev !== (await stat(path.dirname(folder))).dev)
    throw new Error(`${wanted} is a mount point; name a new folder in it, as in ${wanted}/today`);
  return folder;
}

async function realpathOfExisting(folder: string): Promise<string> {
  const found = await realpath(folder).catch(undefinedIfMissing);
  const parent = path.dirname(folder);
  if (found !== undefined || parent === folder) return found ?? folder;
  return path.join(await realpathOfExisting(parent), path.basename(folder));
}

const isWithin = (folder: string, other: string): boolean => {
  const way = path.relative(other, folder);
  return !way.startsWith("..") && !path.isAbsolute(way);
};

function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

async function syncDirectory(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
