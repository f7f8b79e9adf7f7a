import { existsSync } from "node:fs";
import { readFile, stat, statfs, writeFile } from "node:fs/promises";
import path from "node:path";
import { mongo } from "mongoose";
import type { Config } from "../../config.js";
import { databaseFile } from "../../embedded-mongo/index.js";
import { PRIVATE_FILE } from "../../lib/ensure-directory.js";
import { stillShown } from "./missing-pictures.js";
import { PictureCopies } from "./picture-copies.js";
import { type CopyContent, readCopy } from "./read-copy.js";
import { connectToRunningStore } from "./running-store.js";
import { TargetFolder } from "./target-folder.js";

type Places = Pick<Config, "dataDir" | "uploadDir" | "uploadStore">;

export interface Backup extends Omit<CopyContent, "files"> {
  readonly bytes: number;
  /** Picture files that messages show, and that UPLOAD_DIR does not hold. */
  readonly missing: number;
}

const NO_SPACE = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** Copies what a running server keeps to a new folder, which has its name only when it is complete. */
export async function backUp(places: Places, folder: string, ifStopped: string): Promise<Backup> {
  const client = await connectToRunningStore(places.dataDir, ifStopped);
  try {
    const target = await TargetFolder.create(folder, [places.dataDir, places.uploadDir]);
    try {
      const backup = await fill(target, places, client);
      await target.finish();
      return backup;
    } catch (error) {
      await target.discard();
      throw inWords(error, folder);
    }
  } finally {
    await client.close();
  }
}

// The pictures come first, twice since the first time may take long, and what came or went until the records were
// copied is put right afterwards. So a picture that is removed after its record was copied is there nearly always.
async function fill(target: TargetFolder, places: Places, client: mongo.MongoClient): Promise<Backup> {
  const { dataDir, uploadDir, uploadStore } = places;
  const pictures = new PictureCopies(uploadDir, target.uploads);
  const onDisk = uploadStore === "disk";
  await assertSpace(target.data, (await sizeOf(dataDir)) + (onDisk ? await pictures.measure() : 0));
  if (onDisk) for (let time = 0; time < 2; time++) await pictures.copyNew();
  const store = databaseFile(target.data);
  const { bytes } = await client.db("admin").command({ backup: 1, to: store });
  if (!existsSync(store) || (await sizeOf(target.data)) !== bytes)
    throw new Error(`the server wrote to another ${target.data}; run this where the server runs`);
  await copySecret(dataDir, target.data);
  const { files, ...counts } = await readCopy(target.data);
  const gone = onDisk ? await pictures.keepOnly(files) : [];
  if (onDisk) await pictures.removeEmptyFolders();
  const missing = await stillShown(client, gone);
  return { ...counts, bytes: bytes + pictures.bytes, missing: missing.length };
}

async function sizeOf(dataDir: string): Promise<number> {
  return (await stat(databaseFile(dataDir))).size;
}

async function assertSpace(folder: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < needed)
    throw Object.assign(new Error(`${needed} bytes are needed`), { code: "ENOSPC" });
}

/** There is none with COOKIE_SECRET. */
async function copySecret(from: string, to: string): Promise<void> {
  const [source, target] = [from, to].map((folder) => path.join(folder, "cookie-secret")) as [string, string];
  if (existsSync(source))
    await writeFile(target, await readFile(source), { flag: "wx", mode: PRIVATE_FILE, flush: true });
}

function inWords(error: unknown, folder: string): unknown {
  const { code, codeName, message } = error as mongo.MongoServerError;
  if (NO_SPACE.has(String(code)) || codeName === "OutOfDiskSpace")
    return new Error(`there is not enough space for ${folder}: ${message}`);
  if (codeName === "InvalidPath")
    return new Error(`the server cannot write to ${folder}; name a folder that it may write to: ${message}`);
  if (codeName === "ConflictingOperationInProgress")
    return new Error("another backup is being made; try again when it is done");
  if (codeName === "CommandNotFound")
    return new Error("the running server is of a version without backups; restart it first");
  if (codeName === "InterruptedAtShutdown" || error instanceof mongo.MongoNetworkError)
    return new Error(
      "the server ended or did not answer meanwhile, so there is no backup; try again when it runs",
    );
  return error;
}
