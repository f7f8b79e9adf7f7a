import { limits } from "../../../shared/limits.js";
import { describePicture } from "./describe-picture.js";
import { keepMine, listMine, type MinePicture, mineLimits, readMine } from "./mine-store.js";
import { extensionOf } from "./picture-type.js";
import { readZip } from "./read-zip.js";
import { type FileToPack, writeZip } from "./write-zip.js";

const INDEX = "index.json";

interface IndexEntry {
  file: string;
  alt: string;
  addedAt?: number;
}

export interface Imported {
  added: number;
  skipped: number;
  isFull: boolean;
}

export const exportMine = async (): Promise<Blob> => writeZip(listFiles(await listMine()));

async function* listFiles(pictures: MinePicture[]): AsyncGenerator<FileToPack> {
  const index: IndexEntry[] = [];
  for (const { hash, type, alt, addedAt } of pictures) {
    const blob = await readMine(hash);
    if (!blob) continue;
    const file = `${hash.slice(0, 16)}.${extensionOf(type)}`;
    index.push({ file, alt, addedAt });
    yield { name: file, bytes: new Uint8Array(await blob.arrayBuffer()) };
  }
  yield { name: INDEX, bytes: new TextEncoder().encode(JSON.stringify(index, null, 2)) };
}

/** Of this or of any other archive with pictures. */
export async function importMine(zip: Blob, maxFileBytes: number): Promise<Imported> {
  const bounds = { fileBytes: maxFileBytes, totalBytes: 2 * mineLimits.bytes };
  const index = await readIndex(zip);
  const imported: Imported = { added: 0, skipped: 0, isFull: false };
  const now = Date.now();
  for await (const { name, bytes } of readZip(zip, bounds)) {
    if (name === INDEX) continue;
    const { alt = "", addedAt = now - imported.added } = index.get(name) ?? {};
    const described = bytes && (await describePicture(bytes, { alt, addedAt, places: [] }));
    const kept = described && (await keepMine(described.picture, described.file));
    imported[kept === "kept" ? "added" : "skipped"]++;
    imported.isFull ||= kept === "full";
    if (imported.isFull) break;
  }
  return imported;
}

async function readIndex(zip: Blob): Promise<Map<string, IndexEntry>> {
  const bounds = { fileBytes: 1024 * 1024, totalBytes: 2 * mineLimits.bytes, only: INDEX };
  for await (const { name, bytes } of readZip(zip, bounds))
    if (name === INDEX && bytes) return parseIndex(new TextDecoder().decode(bytes));
  return new Map();
}

export function parseIndex(text: string): Map<string, IndexEntry> {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return new Map(); // An archive of someone else may have a file of that name.
  }
  const entries = Array.isArray(list) ? list.filter(isIndexEntry) : [];
  return new Map(
    entries.map(({ file, alt, addedAt }) => {
      const known = Number.isFinite(addedAt) && { addedAt: Math.min(addedAt!, Date.now()) };
      return [file, { file, alt: [...alt].slice(0, limits.alt).join(""), ...known }];
    }),
  );
}

function isIndexEntry(one: unknown): one is IndexEntry {
  const { file, alt } = (one ?? {}) as Partial<IndexEntry>;
  return typeof file === "string" && typeof alt === "string";
}
