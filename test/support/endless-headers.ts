import { ftyp, pngChunk, pngHeader, pngOf, u16 } from "./picture-files.js";

const MB_5 = 5_242_880 - 4096;

export const countlessPngChunks = (): Buffer =>
  pngOf(pngHeader(1, 1), Buffer.concat(Array<Buffer>(400_000).fill(pngChunk("tEXt"))));

export function countlessJpegFills(): Buffer {
  const file = Buffer.alloc(MB_5, 0xff);
  file[1] = 0xd8;
  return file;
}

/** What the marker at the front hides for a reader that skips it: another frame, as large as one likes. */
export function hiddenJpegFrame(whole: Buffer, marker: number): Buffer {
  const frame = whole.indexOf(Buffer.from([0xff, 0xc2]));
  const end = frame + 2 + whole.readUInt16BE(frame + 2);
  const head = whole.subarray(2, end);
  const small = Buffer.from("ffc00011080010001003011100021100031100", "hex");
  const start = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, marker]), u16(head.length + 6)]);
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe]), u16(small.length + 2), small]);
  return Buffer.concat([start, head, comment, whole.subarray(end)]);
}

export function countlessWebpChunks(): Buffer {
  const file = Buffer.alloc(MB_5);
  file.write("RIFF", 0);
  file.writeUInt32LE(MB_5 - 8, 4);
  file.write("WEBPVP8X", 8);
  file.writeUInt32LE(10, 16);
  file[20] = 2;
  return file;
}

export const countlessAvifSizes = (): Buffer =>
  Buffer.concat([ftyp("avif"), Buffer.alloc(MB_5 - 100, "ispe")]);
