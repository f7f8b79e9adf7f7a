import type { FileKind } from "./file-kind.js";

export interface PictureSize {
  width: number;
  height: number;
}

export type PictureKind = Extract<FileKind, keyof typeof readers>;

const MAX_PIXELS = 64_000_000;
const HEAD_BYTES = 1024 * 1024;
/** Its boxes stand in any order. */
const AVIF_BYTES = 32 * 1024 * 1024;

const readers = { gif: readGif, png: readPng, jpeg: readJpeg, webp: readWebp, avif: readAvif };

export const isPicture = (kind: FileKind): kind is PictureKind => kind in readers;

/** The size if the browser may decode it: a small file may hold a picture that fills the memory. */
export async function readSaneSize(file: Blob, kind: FileKind): Promise<PictureSize | undefined> {
  if (!isPicture(kind)) return undefined;
  const head = await file.slice(0, kind === "avif" ? AVIF_BYTES : HEAD_BYTES).arrayBuffer();
  return findSaneSize(new Uint8Array(head), kind);
}

export function findSaneSize(bytes: Uint8Array, kind: PictureKind): PictureSize | undefined {
  const size = read(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), kind);
  return size && size.width * size.height <= MAX_PIXELS ? size : undefined;
}

function read(view: DataView, kind: PictureKind): PictureSize | undefined {
  try {
    return readers[kind](view);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const textAt = (view: DataView, at: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));

function readPng(view: DataView): PictureSize {
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** Browsers enlarge the screen for a first frame that is larger. */
function readGif(view: DataView): PictureSize | undefined {
  const colours = view.getUint8(10);
  let at = 13 + (colours & 0x80 ? 3 * 2 ** ((colours & 7) + 1) : 0);
  while (view.getUint8(at) === 0x21) {
    at += 2;
    while (view.getUint8(at)) at += 1 + view.getUint8(at);
    at++;
  }
  if (view.getUint8(at) !== 0x2c) return undefined;
  const number = (place: number) => view.getUint16(place, true);
  return {
    width: Math.max(number(6), number(at + 1) + number(at + 5)),
    height: Math.max(number(8), number(at + 3) + number(at + 7)),
  };
}

const isFrameStart = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function readJpeg(view: DataView): PictureSize | undefined {
  for (let at = 2; view.getUint8(at) === 0xff; ) {
    const marker = view.getUint8(at + 1);
    if (isFrameStart(marker)) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    if (marker === 0xda || marker === 0xd9) return undefined;
    const isAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
    if (marker === 0xff) at++;
    else at += 2 + (isAlone ? 0 : view.getUint16(at + 2));
  }
  return undefined;
}

function readWebp(view: DataView): PictureSize | undefined {
  const type = textAt(view, 12);
  if (type === "VP8X")
    return { width: 1 + (view.getUint32(24, true) & 0xffffff), height: 1 + (view.getUint32(26, true) >>> 8) };
  if (type === "VP8L") {
    const bits = view.getUint32(21, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  if (type !== "VP8 ") return undefined;
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
}

/** A grid has a size for the whole and one for its tiles; the largest counts. */
function readAvif(view: DataView): PictureSize | undefined {
  const text = new TextDecoder("latin1").decode(view);
  const size = { width: 0, height: 0 };
  for (let at = text.indexOf("ispe"); at >= 0; at = text.indexOf("ispe", at + 4)) {
    size.width = Math.max(size.width, view.getUint32(at + 8));
    size.height = Math.max(size.height, view.getUint32(at + 12));
  }
  return size.width ? size : undefined;
}
