import { access, chmod, constants, mkdir, readdir, stat } from "node:fs/promises";
import path from "node:path";

export const PRIVATE_DIRECTORY = 0o700;
export const PRIVATE_FILE = 0o600;

const FOR_OTHERS = 0o077;
/** A directory that holds other files may serve other programs too; its mode is left alone. */
const OURS = /^(?:store\.sqlite(?:-\w+)?|run|cookie-secret|\.tmp|\.gitkeep|[\w-]{12})$/;

export async function makePrivate(directory: string): Promise<void> {
  const { mode } = await stat(directory);
  if (mode & FOR_OTHERS) await chmod(directory, PRIVATE_DIRECTORY);
}

/** Creates the directory if needed; otherwise fails with one line that names the setting. */
export async function ensureDirectory(setting: string, directory: string): Promise<void> {
  try {
    await create(directory);
    await access(directory, constants.W_OK | constants.X_OK);
    if (await isOnlyOurs(directory)) await makePrivate(directory);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`${setting}: ${directory} is not a writable directory (${code ?? message})`);
  }
}

/** Node's recursive mkdir never returns where nothing can be created, such as in /proc. */
async function create(directory: string): Promise<void> {
  try {
    await mkdir(directory, PRIVATE_DIRECTORY);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const parent = path.dirname(directory);
    if (code === "ENOENT" && parent !== directory) {
      await create(parent);
      await mkdir(directory, PRIVATE_DIRECTORY).catch(unlessExists);
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

async function isOnlyOurs(directory: string): Promise<boolean> {
  const { uid } = await stat(directory);
  return uid === process.getuid?.() && (await readdir(directory)).every((name) => OURS.test(name));
}
