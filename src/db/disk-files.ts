import { mkdir, readdir, rename, rm, rmdir } from "node:fs/promises";
import path from "node:path";

/** Keeps pictures under `root/<room>/`; what is not finished lies in `root/.tmp` and is swept at the next start. */
export class DiskFiles {
  readonly #root: string;
  readonly temporary: string;

  constructor(root: string) {
    this.#root = root;
    this.temporary = path.join(root, ".tmp");
  }

  async open(): Promise<void> {
    await mkdir(this.temporary, { recursive: true });
    await this.#each(this.temporary, (name) => rm(path.join(this.temporary, name), { recursive: true }));
  }

  pathOf(room: string, name: string): string {
    return path.join(this.#root, room, name);
  }

  /** Moves a finished temporary file to its place; a rename shows it whole or not at all. */
  async keep(temporary: string, room: string, name: string): Promise<void> {
    await mkdir(path.join(this.#root, room), { recursive: true });
    await rename(temporary, this.pathOf(room, name));
  }

  async remove(room: string, names: string[]): Promise<void> {
    await Promise.all(names.map((name) => rm(this.pathOf(room, name), { force: true })));
    await rmdir(path.join(this.#root, room)).catch(unless("ENOTEMPTY", "ENOENT", "EEXIST"));
  }

  removeRoom(room: string): Promise<void> {
    return rm(path.join(this.#root, room), { recursive: true, force: true });
  }

  /** Names of the rooms that have files. */
  async rooms(): Promise<string[]> {
    const entries = await readdir(this.#root, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && entry.name !== ".tmp").map((entry) => entry.name);
  }

  files(room: string): Promise<string[]> {
    return readdir(path.join(this.#root, room));
  }

  async #each(dir: string, act: (name: string) => Promise<void>): Promise<void> {
    for (const name of await readdir(dir)) await act(name);
  }
}

const unless =
  (...codes: string[]) =>
  (error: NodeJS.ErrnoException): void => {
    if (!codes.includes(error.code ?? "")) throw error;
  };
