import { mkdtemp, rmdir, stat, statfs } from "node:fs/promises";
import path from "node:path";
import type { Config } from "../../config.js";
import { type Finding, messageOf, ok, problem, warning } from "./finding.js";

const FOR_OTHERS = 0o077;
/** Types of `statfs` for network file systems, where SQLite's locks and its log do not work. */
const NETWORK = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xfe534d42, "SMB"],
  [0xff534d42, "CIFS"],
  [0x01021997, "9p"],
  [0x5346414f, "AFS"],
  [0x00c36400, "Ceph"],
  [0x65735546, "FUSE"],
]);
const OVERLAY = 0x794c7630;

export function checkFolders({ dataDir, uploadDir, uploadStore, mongodbUri }: Config): Promise<Finding[]> {
  const hasStore = mongodbUri === undefined;
  return Promise.all([
    checkFolder("DATA_DIR", dataDir, { hasStore, isKept: hasStore }),
    checkFolder("UPLOAD_DIR", uploadDir, { hasStore: false, isKept: uploadStore === "disk" }),
  ]);
}

interface Use {
  hasStore: boolean;
  /** Its content has to outlive the process. */
  isKept: boolean;
}

async function checkFolder(setting: string, folder: string, use: Use): Promise<Finding> {
  try {
    const place = await nearest(folder);
    const found = await stat(place);
    if (!found.isDirectory())
      return problem(setting, `${place} is a file: set ${setting} to another folder, or move it away`);
    const owner = strangeOwner(found.uid);
    // Asking for rights says nothing of a disk that is mounted read-only.
    await rmdir(await mkdtemp(path.join(place, ".tmp-")));
    const isThere = place === folder;
    if (isThere && process.getuid && found.mode & FOR_OTHERS)
      return problem(
        setting,
        `other accounts can enter ${folder} (mode ${mode(found.mode)}): chmod 700 ${quote(folder)}`,
      );
    if (isThere && owner !== undefined)
      return warning(
        setting,
        `${folder} belongs to account ${owner}: run the server and this as that account`,
      );
    return await checkFileSystem(setting, place, use, isThere ? folder : `${folder} will be made`);
  } catch (error) {
    return problem(
      setting,
      `${folder} cannot be written to (${messageOf(error)}): set ${setting} to a folder of this account`,
    );
  }
}

async function checkFileSystem(setting: string, place: string, use: Use, said: string): Promise<Finding> {
  // Its sign depends on the machine.
  const type = (await statfs(place)).type >>> 0;
  const network = NETWORK.get(type);
  if (use.hasStore && network !== undefined)
    return problem(
      setting,
      `${place} is on ${network}, where the embedded store can lose data: use a local disk`,
    );
  if (use.isKept && type === OVERLAY)
    return warning(setting, `${place} is in the layer of a container and goes with it: mount a volume there`);
  return ok(setting, `${said}, for this account alone`);
}

/** The folder, or the one in which it would be made. */
export async function nearest(folder: string): Promise<string> {
  for (let place = folder; ; place = path.dirname(place)) {
    try {
      await stat(place);
      return place;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT" || place === path.dirname(place)) throw error;
    }
  }
}

function strangeOwner(uid: number): number | undefined {
  return process.getuid && process.getuid() !== uid ? uid : undefined;
}

const mode = (bits: number): string => (bits & 0o777).toString(8).padStart(3, "0");

export const quote = (text: string): string =>
  /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
