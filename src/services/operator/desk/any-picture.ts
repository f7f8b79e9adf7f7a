import { readFile } from "node:fs/promises";
import type { Content, FileStore } from "../../../db/files/file-store.js";
import { typeOfName } from "../../../db/models/picture-files.js";
import { Refusal } from "../../errors.js";
import { isId } from "../../validation.js";

/** For the operator, who also sees the pictures of rooms that are closed to visitors. */
export async function readAnyPicture(
  files: Pick<FileStore, "find">,
  room: unknown,
  name: unknown,
): Promise<{ type: string; bytes: Buffer }> {
  const type = typeOfName(name);
  const content = type && isId(room) ? await files.find(room, name as string) : undefined;
  const bytes = content && (await readAll(content));
  if (!type || !bytes) throw new Refusal("NOT_FOUND");
  return { type, bytes };
}

async function readAll(content: Content): Promise<Buffer | undefined> {
  try {
    if ("path" in content) return await readFile(content.path);
    const parts: Uint8Array[] = [];
    for await (const part of content.read(0, content.bytes - 1)) parts.push(part);
    return Buffer.concat(parts);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return undefined;
  }
}
