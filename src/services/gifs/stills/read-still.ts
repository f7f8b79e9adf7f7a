import { limits } from "../../../shared/limits.js";
import { GifError } from "../codec/gif-format.js";
import type { StillKind } from "../formats/picture-kind.js";
import { keepDrawnChunks } from "../formats/png-chunks.js";
import { readStillHeader, type StillHeader } from "../formats/still-header.js";
import { decoded, openPicture } from "./sharp.js";

export interface Pixels {
  data: Buffer;
  width: number;
  height: number;
  channels: 1 | 2 | 3 | 4;
}

export interface StillPixels extends Pixels {
  /** As in EXIF: how to turn and mirror it before it is shown. */
  orientation: number;
  isDrawing: boolean;
}

/** Shrinks before it turns: turning needs all pixels in memory, shrinking a few rows. */
export async function readStill(sent: Buffer, kind: StillKind): Promise<StillPixels> {
  const header = readStillHeader(sent, kind);
  assertAffordable(header, kind);
  const file = kind === "png" ? keepDrawnChunks(sent) : sent;
  const { side } = limits.still;
  const options = { limitInputPixels: mostPixels(kind) };
  const { orientation = 1 } = await decoded((await openPicture(file, options)).metadata());
  const picture = (await openPicture(file, options))
    .resize(side, side, { fit: "inside", withoutEnlargement: true })
    .toColourspace("srgb")
    .raw();
  const { data, info } = await decoded(picture.toBuffer({ resolveWithObject: true }));
  const { width, height, channels } = info;
  // Some cameras write 0, and a file may say anything.
  const isKnown = orientation >= 1 && orientation <= 8;
  return {
    data,
    width,
    height,
    channels,
    orientation: isKnown ? orientation : 1,
    isDrawing: kind === "png" && sent.length < header.width * header.height,
  };
}

function assertAffordable({ width, height, bytesPerPixel }: StillHeader, kind: StillKind): void {
  if (Math.min(width, height) < 1) throw new GifError("BAD_GIF");
  const pixels = width * height;
  const isTooLarge = pixels > mostPixels(kind) || pixels * bytesPerPixel > limits.still.decodedBytes;
  if (isTooLarge) throw new GifError("GIF_TOO_BIG");
}

/** A JPEG is made smaller while it is unpacked, so it costs a fraction of what others do. */
const mostPixels = (kind: StillKind): number =>
  kind === "jpeg" ? limits.still.jpegPixels : limits.still.pixels;
