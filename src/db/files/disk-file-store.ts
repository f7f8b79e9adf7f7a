import { access, mkdir, readdir, rename, rm, rmdir, unlink } from "node:fs/promises";
import path from "node:path";
import { makePrivate, PRIVATE_DIRECTORY } from "../../lib/ensure-directory.js";
import {
  type Content,
  type FileStore,
  listFiles,
  type StoredName,
  sweepTemporary,
  temporaryDirectory,
} from "./file-store.js";

export class DiskFileStore implements FileStore {
  readonly #root: string;
  readonly temporary: string;

  constructor(root: string) {
    this.#root = root;
    this.temporary = temporaryDirectory(root);
  }

  async start(before: Date): Promise<void> {
    await sweepTemporary(this.temporary, before);
    for await (const room of this.rooms())
      await makePrivate(path.join(this.#root, room)).catch(unless("ENOENT"));
  }

  async add(temporary: string, room: string, name: string): Promise<void> {
    await mkdir(path.join(this.#root, room), { recursive: true, mode: PRIVATE_DIRECTORY });
    await rename(temporary, this.#pathOf(room, name));
  }

  async find(room: string, name: string): Promise<Content> {
    return { path: this.#pathOf(room, name) };
  }

  has(room: string, name: string): Promise<boolean> {
    return isDone(access(this.#pathOf(room, name)));
  }

  async remove(room: string, [first, ...others]: string[]): Promise<boolean> {
    const wasThere = first !== undefined && (await isDone(unlink(this.#pathOf(room, first))));
    await Promise.all(others.map((name) => rm(this.#pathOf(room, name), { force: true })));
    await rmdir(path.join(this.#root, room)).catch(unless("ENOTEMPTY", "ENOENT", "EEXIST"));
    return wasThere;
  }

  removeRoom(room: string): Promise<void> {
    // Retried, since a picture may be added at this moment; its sender then finds the room gone.
    return rm(path.join(this.#root, room), { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
  }

  async *rooms(): AsyncGenerator<string> {
    const entries = await readdir(this.#root, { withFileTypes: true });
    for (const entry of entries) if (entry.isDirectory() && entry.name !== ".tmp") yield entry.name;
  }

  list(room: string): Promise<StoredName[]> {
    return listFiles(path.join(this.#root, room));
  }

  #pathOf(room: string, name: string): string {
    return path.join(this.#root, room, name);
  }
}

/** False if there is no such file. */
const isDone = (work: Promise<void>): Promise<boolean> =>
  work.then(
    () => true,
    (error) => {
      unless("ENOENT")(error);
      return false;
    },
  );

const unless =
  (...codes: string[]) =>
  (error: NodeJS.ErrnoException): void => {
    if (!codes.includes(error.code ?? "")) throw error;
  };
