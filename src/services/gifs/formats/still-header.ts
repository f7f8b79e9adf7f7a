import { GifError } from "../codec/gif-format.js";
import type { StillKind } from "./picture-kind.js";

export interface StillHeader {
  width: number;
  height: number;
  bytesPerPixel: number;
}

const PNG_CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const WEBP_BYTES_PER_PIXEL = 4;
const AVIF_BYTES_PER_PIXEL = 20;
const MOST_AVIF_SIZES = 64;
const MOST_JPEG_STEPS = 1000;

/** Reads what is needed to know the memory that decoding takes, before anything is decoded. */
export function readStillHeader(file: Buffer, kind: StillKind): StillHeader {
  try {
    return readers[kind](file);
  } catch (error) {
    throw error instanceof RangeError ? new GifError("BAD_GIF") : error;
  }
}

const readers: Record<StillKind, (file: Buffer) => StillHeader> = {
  png: readPng,
  jpeg: readJpeg,
  webp: readWebp,
  avif: readAvif,
};

function readPng(file: Buffer): StillHeader {
  if (file.toString("latin1", 12, 16) !== "IHDR") throw new GifError("BAD_GIF");
  const channels = PNG_CHANNELS[file.readUInt8(25)] ?? 4;
  const isInterlaced = file.readUInt8(28) !== 0;
  const bytesPerPixel = isInterlaced ? Math.ceil((channels * file.readUInt8(24)) / 8) : 0;
  return { width: file.readUInt32BE(16), height: file.readUInt32BE(20), bytesPerPixel };
}

/** Strict where libjpeg is not: it skips what it does not know, and would see another size behind it. */
function readJpeg(file: Buffer): StillHeader {
  for (let at = 2, step = 0; step < MOST_JPEG_STEPS; step++) {
    if (file.readUInt8(at) !== 0xff) throw new GifError("BAD_GIF");
    const marker = file.readUInt8(at + 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (isFrameStart(marker)) return readJpegFrame(file, at + 4, marker);
    const length = file.readUInt16BE(at + 2);
    const isSegment = marker === 0xc4 || marker === 0xcc || marker >= 0xdb;
    if (!isSegment || length < 2) throw new GifError("BAD_GIF");
    at += 2 + length;
  }
  throw new GifError("BAD_GIF");
}

const isFrameStart = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** A progressive picture's coefficients, of two bytes each, are all held until its last scan. */
function readJpegFrame(file: Buffer, at: number, marker: number): StillHeader {
  const components = file.readUInt8(at + 5);
  const areas = Array.from({ length: components }, (_, i) => {
    const factors = file.readUInt8(at + 7 + i * 3);
    return (factors >> 4) * (factors & 15);
  });
  const samples = areas.reduce((sum, area) => sum + area, 0) / Math.max(1, ...areas);
  const bytesPerPixel = marker > 0xc1 ? 2 * samples : 0;
  return { width: file.readUInt16BE(at + 3), height: file.readUInt16BE(at + 1), bytesPerPixel };
}

function readWebp(file: Buffer): StillHeader {
  const bytesPerPixel = WEBP_BYTES_PER_PIXEL;
  const type = file.toString("latin1", 12, 16);
  if (type === "VP8X")
    return { width: file.readUIntLE(24, 3) + 1, height: file.readUIntLE(27, 3) + 1, bytesPerPixel };
  if (type === "VP8L") {
    const bits = file.readUInt32LE(21);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, bytesPerPixel };
  }
  if (type !== "VP8 ") throw new GifError("BAD_GIF");
  return { width: file.readUInt16LE(26) & 0x3fff, height: file.readUInt16LE(28) & 0x3fff, bytesPerPixel };
}

/** A grid has a size for the whole and one for its tiles; the largest counts. */
function readAvif(file: Buffer): StillHeader {
  const header = { width: 0, height: 0, bytesPerPixel: AVIF_BYTES_PER_PIXEL };
  let count = 0;
  for (let at = file.indexOf("ispe"); at >= 0; at = file.indexOf("ispe", at + 4)) {
    if (++count > MOST_AVIF_SIZES) throw new GifError("GIF_TOO_BIG");
    if (at + 16 > file.length) break;
    header.width = Math.max(header.width, file.readUInt32BE(at + 8));
    header.height = Math.max(header.height, file.readUInt32BE(at + 12));
  }
  return header;
}
