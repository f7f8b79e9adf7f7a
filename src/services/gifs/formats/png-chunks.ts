import { crc32 } from "node:zlib";
import { GifError } from "../codec/gif-format.js";

export const PNG_SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

const FRAME_LENGTH = 12;
const MOST_CHUNKS = 20_000;
const MOST_PROFILE_BYTES = 1_048_576;

/** The chunks that decide how a picture looks. Texts are left out unread: each of thousands may unpack to megabytes. */
const DRAWN = new Set("IHDR PLTE tRNS IDAT cHRM gAMA sRGB iCCP cICP sBIT eXIf".split(" "));

export interface PngChunk {
  type: string;
  data: Buffer;
  whole: Buffer;
}

export function* readPngChunks(file: Buffer): Generator<PngChunk> {
  let count = 0;
  for (let at = PNG_SIGNATURE.length; at + FRAME_LENGTH <= file.length; ) {
    if (++count > MOST_CHUNKS) throw new GifError("GIF_TOO_BIG");
    const end = at + FRAME_LENGTH + file.readUInt32BE(at);
    if (end > file.length) return;
    const type = file.toString("latin1", at + 4, at + 8);
    if (type === "IEND") return;
    yield { type, data: file.subarray(at + 8, end - 4), whole: file.subarray(at, end) };
    at = end;
  }
}

export const isIntact = ({ whole }: PngChunk): boolean =>
  crc32(whole.subarray(4, -4)) === whole.readUInt32BE(whole.length - 4);

export function toPngChunk(type: string, ...parts: Uint8Array[]): Buffer {
  const chunk = Buffer.concat([Buffer.alloc(4), Buffer.from(type, "latin1"), ...parts, Buffer.alloc(4)]);
  chunk.writeUInt32BE(chunk.length - FRAME_LENGTH, 0);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4);
  return chunk;
}

export const toPng = (chunks: Uint8Array[]): Buffer =>
  Buffer.concat([PNG_SIGNATURE, ...chunks, toPngChunk("IEND")]);

export const isDrawn = ({ type, data }: PngChunk, mostProfileBytes = MOST_PROFILE_BYTES): boolean =>
  DRAWN.has(type) && (type !== "iCCP" || data.length <= mostProfileBytes);

export function keepDrawnChunks(file: Buffer): Buffer {
  const kept: Buffer[] = [];
  for (const chunk of readPngChunks(file)) if (isDrawn(chunk)) kept.push(chunk.whole);
  return toPng(kept);
}

export function isAnimatedPng(file: Buffer): boolean {
  for (const { type, data } of readPngChunks(file)) {
    if (type === "IDAT") return false;
    if (type === "acTL") return data.length === 8 && data.readUInt32BE(0) > 1;
  }
  return false;
}
