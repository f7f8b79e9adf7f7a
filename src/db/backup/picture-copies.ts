import { constants, copyFile, mkdir, open, readdir, rm, rmdir, stat } from "node:fs/promises";
import path from "node:path";
import { PRIVATE_DIRECTORY, PRIVATE_FILE } from "../../lib/ensure-directory.js";
import { typeOfName } from "../models/picture-files.js";

/** Copies of pictures on the disk, each by `room/name`. Their files never change; they come and go. */
export class PictureCopies {
  readonly #source: string;
  readonly #target: string;
  readonly #copied = new Map<string, number>();

  constructor(source: string, target: string) {
    this.#source = source;
    this.#target = target;
  }

  get bytes(): number {
    return [...this.#copied.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** The files to copy now. */
  async measure(): Promise<number> {
    let bytes = 0;
    for (const place of await this.#list())
      bytes += await stat(path.join(this.#source, place)).then(({ size }) => size, zeroIfMissing);
    return bytes;
  }

  async copyNew(): Promise<void> {
    for (const place of await this.#list()) await this.#copy(place);
  }

  /** Ends with these alone. Resolves to those that are nowhere. */
  async keepOnly(named: ReadonlySet<string>): Promise<string[]> {
    for (const place of named) await this.#copy(place);
    for (const place of this.#copied.keys()) if (!named.has(place)) await this.#remove(place);
    return [...named].filter((place) => !this.#copied.has(place));
  }

  async #list(): Promise<string[]> {
    const places: string[] = [];
    for (const entry of await readdir(this.#source, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const names = await readdir(path.join(this.#source, entry.name)).catch(noneIfMissing);
      places.push(...names.filter(typeOfName).map((name) => `${entry.name}/${name}`));
    }
    return places;
  }

  async #copy(place: string): Promise<void> {
    if (this.#copied.has(place)) return;
    const [from, to] = [path.join(this.#source, place), path.join(this.#target, place)];
    await mkdir(path.dirname(to), { recursive: true, mode: PRIVATE_DIRECTORY });
    const found = await copyFile(from, to, constants.COPYFILE_FICLONE).then(() => true, falseIfMissing);
    if (found) this.#copied.set(place, await secure(to));
  }

  async #remove(place: string): Promise<void> {
    const file = path.join(this.#target, place);
    await rm(file);
    this.#copied.delete(place);
  }

  /** Folders of rooms that have ended meanwhile. */
  async removeEmptyFolders(): Promise<void> {
    for (const room of await readdir(this.#target)) {
      const folder = path.join(this.#target, room);
      if ((await readdir(folder)).length === 0) await rmdir(folder);
    }
  }
}

/** Resolves to its bytes. */
async function secure(file: string): Promise<number> {
  const handle = await open(file, "r+");
  try {
    await handle.chmod(PRIVATE_FILE);
    await handle.sync();
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

const ifMissing =
  <T>(value: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code !== "ENOENT") throw error;
    return value;
  };
const falseIfMissing = ifMissing(false);
const zeroIfMissing = ifMissing(0);
const noneIfMissing = ifMissing<string[]>([]);
