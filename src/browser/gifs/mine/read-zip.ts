import { Inflate } from "fflate";
import { BadZip, readDirectory, readPacked, type ZipEntry } from "./zip-directory.js";

const STEP_BYTES = 16 * 1024;

export interface ZipLimits {
  /** Of one file, unpacked. */
  fileBytes: number;
  /** Of all files together, unpacked. */
  totalBytes: number;
  /** Without it, all files. */
  only?: string;
}

export interface ZipFile {
  /** Without the folders that the archive names. */
  name: string;
  bytes: Uint8Array<ArrayBuffer> | undefined;
}

const isForSystem = (path: string): boolean => /(?:^|\/)(?:\.(?!\.?\/)|__MACOSX\/)/.test(path);
const isFolder = (path: string): boolean => path.endsWith("/");

/** One file at a time. Without bytes: what is too large, or damaged. */
export async function* readZip(zip: Blob, limits: ZipLimits): AsyncGenerator<ZipFile> {
  let left = limits.totalBytes;
  for (const entry of await readDirectory(zip)) {
    const path = entry.name.replaceAll("\\", "/");
    const name = path.split("/").at(-1)!;
    if (isFolder(path) || isForSystem(path) || (limits.only && limits.only !== name)) continue;
    const most = Math.min(limits.fileBytes, left);
    const isWorthReading = entry.bytes <= most && entry.packedBytes <= most;
    const bytes = isWorthReading ? await readEntry(zip, entry, most) : undefined;
    // An entry that lies has cost as much work as the largest one.
    if (isWorthReading) left -= bytes?.length ?? most;
    yield { name, bytes };
  }
}

async function readEntry(
  zip: Blob,
  entry: ZipEntry,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const packed = await readPacked(zip, entry);
    return entry.isCompressed ? unpack(packed, maxBytes) : new Uint8Array(packed);
  } catch {
    return undefined; // It is counted as left out.
  }
}

/** In steps, so that a file which says less than it holds is noticed before it fills the memory. */
function unpack(packed: Uint8Array, maxBytes: number): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  const inflate = new Inflate((part) => {
    total += part.length;
    if (total > maxBytes) throw new BadZip("Too large");
    parts.push(new Uint8Array(part));
  });
  for (let at = 0; at < packed.length; at += STEP_BYTES)
    inflate.push(packed.subarray(at, at + STEP_BYTES), at + STEP_BYTES >= packed.length);
  const bytes = new Uint8Array(total);
  let place = 0;
  for (const part of parts) {
    bytes.set(part, place);
    place += part.length;
  }
  return bytes;
}
