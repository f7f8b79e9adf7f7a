export type FileKind = "gif" | "png" | "jpeg" | "webp" | "avif" | "heic" | "video" | "other";

export interface Examined {
  kind: FileKind;
  /** Why it is not taken. */
  problem?: string;
}

const HEAD_BYTES = 64;
const AVIF_BRANDS = ["avif", "avis"];
const HEIC_BRANDS = ["heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"];
const QUICKTIME_BOXES = new Set(["moov", "mdat", "wide", "free", "skip"]);
const AUDIO_BRANDS = ["M4A ", "M4B "];
const MAX_CHUNKS = 200;

const STARTS: [start: string, kind: FileKind][] = [
  ["GIF87a", "gif"],
  ["GIF89a", "gif"],
  ["\x89PNG\r\n\x1a\n", "png"],
  ["\xff\xd8\xff", "jpeg"],
  ["\x1aE\xdf\xa3", "video"],
  ["\0\0\x01\xba", "video"],
];

/** By its first bytes: names and types are what others say about a file. */
export async function findKind(file: Blob): Promise<FileKind> {
  return toKind(await readText(file, 0, HEAD_BYTES));
}

export function toKind(head: string): FileKind {
  const known = STARTS.find(([start]) => head.startsWith(start));
  if (known) return known[1];
  if (head.startsWith("RIFF"))
    return ({ WEBP: "webp", "AVI ": "video" } as const)[head.slice(8, 12)] ?? "other";
  if (head.startsWith("OggS")) return head.includes("theora") ? "video" : "other";
  if (head.slice(4, 8) === "ftyp") return toKindOfBrands(listBrands(head));
  return QUICKTIME_BOXES.has(head.slice(4, 8)) ? "video" : "other";
}

function listBrands(head: string): string[] {
  const length = toNumber(head.slice(0, 4));
  return head.slice(8, Math.max(12, Math.min(length, head.length))).match(/.{4}/gs) ?? [];
}

function toKindOfBrands(brands: string[]): FileKind {
  const [major = ""] = brands;
  if (brands.some((brand) => AVIF_BRANDS.includes(brand))) return "avif";
  if (brands.some((brand) => HEIC_BRANDS.includes(brand))) return "heic";
  return AUDIO_BRANDS.includes(major) ? "other" : "video";
}

/** Then it is sent as it is: a canvas would keep the first frame alone. */
export async function isAnimated(file: Blob, kind: FileKind): Promise<boolean> {
  if (kind === "gif") return true;
  if (kind === "png") return hasAnimationChunk(file);
  const head = await readText(file, 0, HEAD_BYTES);
  if (kind === "webp") return head.slice(12, 16) === "VP8X" && (head.charCodeAt(20) & 2) !== 0;
  return kind === "avif" && listBrands(head).includes("avis");
}

/** `acTL` stands before the picture's data, perhaps behind a long colour profile. */
async function hasAnimationChunk(file: Blob): Promise<boolean> {
  let at = 8;
  for (let count = 0; count < MAX_CHUNKS; count++) {
    const header = await readText(file, at, 8);
    const type = header.slice(4);
    if (type === "acTL") return true;
    if (type.length < 4 || type === "IDAT") return false;
    at += toNumber(header.slice(0, 4)) + 12;
  }
  return false;
}

async function readText(file: Blob, start: number, length: number): Promise<string> {
  const bytes = new Uint8Array(await file.slice(start, start + length).arrayBuffer());
  return String.fromCharCode(...bytes);
}

const toNumber = (bytes: string): number =>
  [...bytes].reduce((sum, byte) => sum * 256 + byte.charCodeAt(0), 0);
