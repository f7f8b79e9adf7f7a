import { limits } from "../../../shared/limits.js";
import { GifError } from "../codec/gif-format.js";
import { readWebpChunks, toWebp, type WebpChunk } from "../formats/webp-chunks.js";
import { type Animation, type AnimationFrame, isInside } from "./animation.js";

const MOST_PROFILE_BYTES = 65_536;
const FRAME_HEADER_LENGTH = 16;
const HAS_PROFILE = 0x20;
const HAS_ALPHA = 0x10;
const DRAWN = ["ALPH", "VP8 ", "VP8L"];

export function readAnimatedWebp(file: Buffer): Animation {
  const frames: AnimationFrame[] = [];
  let [width, height, plays] = [0, 0, 0];
  let profile: WebpChunk | undefined;
  for (const chunk of readWebpChunks(file)) {
    const { type, data } = chunk;
    if (type === "VP8X" && data.length >= 10)
      [width, height] = [data.readUIntLE(4, 3) + 1, data.readUIntLE(7, 3) + 1];
    else if (type === "ANIM" && data.length >= 6) plays = data.readUInt16LE(4);
    else if (type === "ICCP" && data.length <= MOST_PROFILE_BYTES) profile = chunk;
    else if (type === "ANMF") frames.push(readFrame(data));
    if (frames.length > limits.gif.frames) throw new GifError("GIF_TOO_BIG");
  }
  if (frames.some((frame) => !isInside(frame, { width, height }))) throw new GifError("BAD_GIF");
  return { width, height, plays, frames, toFile: (frame) => toFile(frame, profile) };
}

function readFrame(data: Buffer): AnimationFrame {
  if (data.length < FRAME_HEADER_LENGTH) throw new GifError("BAD_GIF");
  const flags = data[15]!;
  return {
    ...{ left: 2 * data.readUIntLE(0, 3), top: 2 * data.readUIntLE(3, 3) },
    ...{ width: data.readUIntLE(6, 3) + 1, height: data.readUIntLE(9, 3) + 1 },
    delayMs: data.readUIntLE(12, 3),
    blends: !(flags & 2),
    dispose: flags & 1 ? "clear" : "keep",
    parts: [data],
  };
}

function toFile({ width, height, parts }: AnimationFrame, profile: WebpChunk | undefined): Buffer {
  const drawn = [...readWebpChunks(parts[0]!, FRAME_HEADER_LENGTH)].filter(({ type }) =>
    DRAWN.includes(type),
  );
  const hasAlpha = drawn.some(({ type }) => type !== "VP8 ");
  const header = Buffer.alloc(10);
  header[0] = (hasAlpha ? HAS_ALPHA : 0) | (profile ? HAS_PROFILE : 0);
  header.writeUIntLE(width - 1, 4, 3);
  header.writeUIntLE(height - 1, 7, 3);
  return toWebp([{ type: "VP8X", data: header }, ...(profile ? [profile] : []), ...drawn]);
}
