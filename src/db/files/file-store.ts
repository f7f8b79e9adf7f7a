import type { Dirent } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { makePrivate, PRIVATE_DIRECTORY } from "../../lib/ensure-directory.js";

export type Content = { readonly path: string } | Streamed;

export interface Streamed {
  readonly bytes: number;
  readonly storedAt: Date;
  /** Reads a range, both ends included. Fails with ENOENT when the file was removed. */
  read(first: number, last: number): AsyncGenerator<Uint8Array>;
}

export interface StoredName {
  readonly name: string;
  readonly storedAt: Date;
}

/** Pictures by room and name. Uploads that are not checked yet are always on the local disk. */
export interface FileStore {
  readonly temporary: string;
  start(before: Date): Promise<void>;
  add(temporary: string, room: string, name: string): Promise<void>;
  find(room: string, name: string): Promise<Content | undefined>;
  has(room: string, name: string): Promise<boolean>;
  /** Resolves to whether this call removed the first of them: of several at once, only one does. */
  remove(room: string, names: string[]): Promise<boolean>;
  removeRoom(room: string): Promise<void>;
  rooms(): AsyncIterable<string>;
  list(room: string): Promise<StoredName[]>;
}

export const temporaryDirectory = (directory: string): string => path.join(directory, ".tmp");

/** Younger files may belong to another instance that shares the directory. */
export async function sweepTemporary(directory: string, before: Date): Promise<void> {
  await mkdir(directory, { recursive: true, mode: PRIVATE_DIRECTORY });
  await makePrivate(directory);
  for (const { name, storedAt } of await listFiles(directory))
    if (storedAt < before) await rm(path.join(directory, name), { recursive: true, force: true });
}

export async function listFiles(directory: string): Promise<StoredName[]> {
  const entries: Dirent[] = await readdir(directory, { withFileTypes: true }).catch(emptyIfMissing);
  const found = entries.map(({ name }) =>
    stat(path.join(directory, name)).then(({ mtime }) => [{ name, storedAt: mtime }], emptyIfMissing),
  );
  return (await Promise.all(found)).flat();
}

function emptyIfMissing(error: NodeJS.ErrnoException): [] {
  if (error.code === "ENOENT") return [];
  throw error;
}
