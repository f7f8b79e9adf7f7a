import { findSaneSize, type PictureKind } from "../picture-size.js";

const at = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...bytes.subarray(start, end));

const extensions = {
  "image/gif": "gif",
  "image/webp": "webp",
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/avif": "avif",
} as const;

export type PictureType = keyof typeof extensions;

export const extensionOf = (type: PictureType): string => extensions[type];

/** By its content: a name or a MIME type may say anything. */
export function typeOfPicture(bytes: Uint8Array): PictureType | undefined {
  if (/^GIF8[79]a/.test(at(bytes, 0, 6))) return "image/gif";
  if (at(bytes, 0, 4) === "RIFF" && at(bytes, 8, 12) === "WEBP") return "image/webp";
  if (at(bytes, 0, 8) === "\x89PNG\r\n\x1a\n") return "image/png";
  if (at(bytes, 0, 3) === "\xff\xd8\xff") return "image/jpeg";
  return /^ftypavi[fs]$/.test(at(bytes, 4, 12)) ? "image/avif" : undefined;
}

/** Whether the browser may decode it. */
export const hasSaneSize = (bytes: Uint8Array, type: PictureType): boolean =>
  findSaneSize(bytes, type.replace("image/", "") as PictureKind) !== undefined;

const ANIMATED = 2;

export function mayMove(bytes: Uint8Array, type: PictureType): boolean {
  if (type === "image/webp") return at(bytes, 12, 16) === "VP8X" && (bytes[20]! & ANIMATED) !== 0;
  return type === "image/gif";
}
