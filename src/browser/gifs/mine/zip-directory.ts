const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const MAX_DIRECTORY_BYTES = 4 * 1024 * 1024;
const MAX_COMMENT_BYTES = 65_535;

const MAX_ENTRIES = 10_000;

export interface ZipEntry {
  name: string;
  isCompressed: boolean;
  packedBytes: number;
  /** As the archive says; only reading it tells. */
  bytes: number;
  offset: number;
}

export class BadZip extends Error {}

const viewOf = async (zip: Blob, start: number, end: number): Promise<DataView> =>
  new DataView(await zip.slice(start, end).arrayBuffer());

/** Reads the list of contents alone, at the archive's end; its files stay unread. */
export async function readDirectory(zip: Blob): Promise<ZipEntry[]> {
  const tailStart = Math.max(0, zip.size - MAX_COMMENT_BYTES - 22);
  const tail = await viewOf(zip, tailStart, zip.size);
  let end = tail.byteLength - 22;
  while (end >= 0 && tail.getUint32(end, true) !== END) end--;
  if (end < 0) throw new BadZip("No directory");
  const bytes = tail.getUint32(end + 12, true);
  const start = tail.getUint32(end + 16, true);
  if (bytes > MAX_DIRECTORY_BYTES || start + bytes > zip.size) throw new BadZip("No usable directory");
  return readEntries(await viewOf(zip, start, start + bytes));
}

function readEntries(view: DataView): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at + 46 <= view.byteLength && view.getUint32(at, true) === ENTRY) {
    if (entries.length === MAX_ENTRIES) throw new BadZip("Too many entries");
    const [nameBytes, ...more] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const name = new Uint8Array(view.buffer, at + 46, Math.min(nameBytes!, view.byteLength - at - 46));
    entries.push({
      name: new TextDecoder().decode(name),
      isCompressed: view.getUint16(at + 10, true) !== 0,
      packedBytes: view.getUint32(at + 20, true),
      bytes: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    });
    at += 46 + nameBytes! + more.reduce((sum, count) => sum + count, 0);
  }
  return entries;
}

/** The bytes of an entry as they stand in the archive. */
export async function readPacked(zip: Blob, { offset, packedBytes }: ZipEntry): Promise<Uint8Array> {
  const header = await viewOf(zip, offset, offset + 30);
  if (header.byteLength < 30 || header.getUint32(0, true) !== LOCAL) throw new BadZip("No such entry");
  const start = offset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  return new Uint8Array(await zip.slice(start, start + packedBytes).arrayBuffer());
}
