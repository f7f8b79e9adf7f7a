import type { Dirent } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";

/** A file that the system can send by itself, or one that has to be read. */
export type Content = { readonly path: string } | Streamed;

export interface Streamed {
  readonly bytes: number;
  readonly storedAt: Date;
  /** From the first byte to the last one, both given; fails with the code ENOENT once the file is gone. */
  read(first: number, last: number): AsyncGenerator<Uint8Array>;
}

export interface StoredName {
  readonly name: string;
  readonly storedAt: Date;
}

/** Where pictures are kept, by room and name. What is not checked yet lies on this machine's disk in any case. */
export interface Files {
  readonly temporary: string;
  /** Removes what lay half done before this time. */
  open(before: Date): Promise<void>;
  /** Moves a finished temporary file to its place, where it shows whole or not at all. */
  keep(temporary: string, room: string, name: string): Promise<void>;
  find(room: string, name: string): Promise<Content | undefined>;
  remove(room: string, names: string[]): Promise<void>;
  removeRoom(room: string): Promise<void>;
  /** The rooms that have files, also such as are not whole. */
  rooms(): AsyncIterable<string>;
  files(room: string): Promise<StoredName[]>;
}

export const temporaryIn = (directory: string): string => path.join(directory, ".tmp");

/** Several processes may share the directory: what is younger may be in use. */
export async function sweepTemporary(directory: string, before: Date): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const { name, storedAt } of await filesIn(directory))
    if (storedAt < before) await rm(path.join(directory, name), { recursive: true, force: true });
}

/** What is removed meanwhile is left out. */
export async function filesIn(directory: string): Promise<StoredName[]> {
  const entries: Dirent[] = await readdir(directory, { withFileTypes: true }).catch(noneIfGone);
  const found = entries.map(({ name }) =>
    stat(path.join(directory, name)).then(({ mtime }) => [{ name, storedAt: mtime }], noneIfGone),
  );
  return (await Promise.all(found)).flat();
}

function noneIfGone(error: NodeJS.ErrnoException): [] {
  if (error.code === "ENOENT") return [];
  throw error;
}
