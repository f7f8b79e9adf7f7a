import { access, constants, mkdir, stat } from "node:fs/promises";
import path from "node:path";

/** Creates the directory if needed; otherwise fails with one line that names the setting. */
export async function ensureDirectory(setting: string, directory: string): Promise<void> {
  try {
    await create(directory);
    await access(directory, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`${setting}: ${directory} is not a writable directory (${code ?? message})`);
  }
}

/** Node's recursive mkdir never returns where nothing can be created, such as in /proc. */
async function create(directory: string): Promise<void> {
  try {
    await mkdir(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const parent = path.dirname(directory);
    if (code === "ENOENT" && parent !== directory) {
      await create(parent);
      await mkdir(directory).catch(unlessExists);
    } else if (!(await isDirectory(directory))) throw error;
  }
}

const isDirectory = (place: string): Promise<boolean> =>
  stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );

function unlessExists(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}
