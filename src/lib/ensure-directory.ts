import { access, constants, mkdir, stat } from "node:fs/promises";
import path from "node:path";

/** Makes it if it is not there, and ends with one line that names the setting where that cannot be. */
export async function prepareDirectory(setting: string, directory: string): Promise<void> {
  try {
    await make(directory);
    await access(directory, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`${setting}: ${directory} is no directory that can be written to (${code ?? message})`);
  }
}

/** Node's own recursive mkdir tries for ever where nothing can be made, such as in /proc. */
async function make(directory: string): Promise<void> {
  try {
    await mkdir(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const parent = path.dirname(directory);
    if (code === "ENOENT" && parent !== directory) {
      await make(parent);
      await mkdir(directory).catch(unlessThere);
    } else if (!(await isDirectory(directory))) throw error;
  }
}

const isDirectory = (place: string): Promise<boolean> =>
  stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** Another server may make it in the same moment. */
function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}
