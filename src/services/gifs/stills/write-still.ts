import type { WebpOptions } from "sharp";
import { STILL_SIDE } from "../../../db/models/picture-files.js";
import { GifError } from "../codec/gif-format.js";
import type { StillPixels } from "./read-still.js";
import { openPicture } from "./sharp.js";
import { turnUpright } from "./upright.js";

export interface WrittenStill {
  width: number;
  height: number;
  rewritten: Buffer;
  still: Buffer | undefined;
}

const LOSSLESS = { lossless: true, effort: 1 };
const QUALITIES = [84, 65, 45, 25];
const STILL_QUALITY = 80;
const EFFORT = 2;
const DRAWING_BYTES_PER_PIXEL = 0.5;
const SMALL_BYTES = 10_000;

/** From pixels alone, so nothing else that was in the file gets through. */
export async function writeStill(pixels: StillPixels, maxBytes: number): Promise<WrittenStill> {
  const isTurned = pixels.orientation > 4;
  const [width, height] = isTurned ? [pixels.height, pixels.width] : [pixels.width, pixels.height];
  const rewritten = await writeWithin(pixels, maxBytes);
  const isSmall = Math.max(width, height) <= STILL_SIDE;
  return {
    width,
    height,
    rewritten,
    still: isSmall ? undefined : await writeWebp(pixels, toOptions(STILL_QUALITY), STILL_SIDE),
  };
}

async function writeWithin(pixels: StillPixels, maxBytes: number): Promise<Buffer> {
  if (pixels.isDrawing) {
    const most = Math.max(SMALL_BYTES, pixels.width * pixels.height * DRAWING_BYTES_PER_PIXEL);
    const exact = await writeWebp(pixels, LOSSLESS);
    if (exact.length <= Math.min(most, maxBytes)) return exact;
  }
  for (const quality of QUALITIES) {
    const written = await writeWebp(pixels, toOptions(quality));
    if (written.length <= maxBytes) return written;
  }
  throw new GifError("GIF_TOO_BIG");
}

const toOptions = (quality: number): WebpOptions => ({ quality, effort: EFFORT });

async function writeWebp(pixels: StillPixels, options: WebpOptions, side?: number): Promise<Buffer> {
  const { data, width, height, channels, orientation } = pixels;
  let picture = turnUpright(await openPicture(data, { raw: { width, height, channels } }), orientation);
  if (side) picture = picture.resize(side, side, { fit: "inside" });
  return picture.webp(options).toBuffer();
}
