import { access, type FileHandle, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { type CodeName, MongoError } from "../../errors.js";

const NO_SPACE = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** Creates a file that has its name only when it is complete and on disk. Never overwrites one. */
export async function createFile<T>(file: string, write: (target: FileHandle) => Promise<T>): Promise<T> {
  if (!path.isAbsolute(file)) throw new MongoError("InvalidPath", `${file} is not an absolute path`);
  const unfinished = `${file}.unfinished`;
  try {
    await assertMissing(file);
    const target = await open(unfinished, "wx", 0o600);
    try {
      const result = await write(target);
      await target.sync();
      await target.close();
      await rename(unfinished, file);
      await syncDirectory(path.dirname(file));
      return result;
    } catch (error) {
      await target.close();
      await rm(unfinished, { force: true });
      throw error;
    }
  } catch (error) {
    throw failureOf(error as NodeJS.ErrnoException, file);
  }
}

async function assertMissing(file: string): Promise<void> {
  const exists = await access(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw error;
    },
  );
  if (exists) throw new MongoError("InvalidPath", `${file} exists already`);
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function failureOf(error: NodeJS.ErrnoException, file: string): Error {
  if (error.code === undefined || error instanceof MongoError) return error;
  const name: CodeName = NO_SPACE.has(error.code) ? "OutOfDiskSpace" : "InvalidPath";
  return new MongoError(name, `${file} cannot be written: ${error.message}`);
}
