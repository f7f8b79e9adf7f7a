import { GifError } from "../codec/gif-format.js";

const FILE_HEADER_LENGTH = 12;
const CHUNK_HEADER_LENGTH = 8;
const MOST_CHUNKS = 5000;
const ANIMATED = 2;

export interface WebpChunk {
  type: string;
  data: Buffer;
}

export function* readWebpChunks(file: Buffer, from = FILE_HEADER_LENGTH): Generator<WebpChunk> {
  let count = 0;
  for (let at = from; at + CHUNK_HEADER_LENGTH <= file.length; ) {
    if (++count > MOST_CHUNKS) throw new GifError("GIF_TOO_BIG");
    const start = at + CHUNK_HEADER_LENGTH;
    const end = start + file.readUInt32LE(at + 4);
    if (end > file.length) return;
    yield { type: file.toString("latin1", at, at + 4), data: file.subarray(start, end) };
    at = end + (end & 1);
  }
}

export function toWebp(chunks: WebpChunk[]): Buffer {
  const parts = chunks.flatMap(({ type, data }) => [
    Buffer.from(type, "latin1"),
    u32(data.length),
    data,
    Buffer.alloc(data.length & 1),
  ]);
  const body = Buffer.concat([Buffer.from("WEBP"), ...parts]);
  return Buffer.concat([Buffer.from("RIFF"), u32(body.length), body]);
}

export function isAnimatedWebp(file: Buffer): boolean {
  const isExtended = file.toString("latin1", 12, 16) === "VP8X" && file.length > 20;
  if (!isExtended || !(file[20]! & ANIMATED)) return false;
  let frames = 0;
  for (const { type } of readWebpChunks(file)) if (type === "ANMF" && ++frames > 1) return true;
  return false;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
