import { readGifLooks } from "../looks/gif-looks.js";
import { FrameRepair } from "./frame-repair.js";
import { type CleanFrame, GifError } from "./gif-format.js";
import { readGif } from "./gif-reader.js";
import { writeGif } from "./gif-writer.js";

export interface RepairedGif {
  width: number;
  height: number;
  frames: number;
  rewritten: Uint8Array | undefined;
  /** Undefined: it is flat. */
  looks: string[] | undefined;
}

const COLOURS = 256;

/** Takes what Chromium shows, and makes a valid file of it with the same frames. Throws a `GifError` otherwise. */
export function repairGif(file: Uint8Array, maxBytes: number): RepairedGif {
  const gif = readGif(file);
  if (!gif.palette && gif.frames.some(({ palette }) => !palette)) {
    gif.palette = new Uint8Array(COLOURS * 3); // black, as in browsers
    gif.isOrderly = false;
  }
  const repair = new FrameRepair(file, gif);
  const repaired: (CleanFrame | undefined)[] = [];
  let bytes = 0;
  for (const frame of gif.frames) {
    const clean = repair.repair(frame);
    bytes += clean?.blocks.length ?? 0;
    if (bytes > maxBytes) throw new GifError("GIF_TOO_BIG");
    repaired.push(clean);
  }
  const last = repaired.findLastIndex((frame) => frame !== undefined);
  if (last < 0) throw new GifError("BAD_GIF");
  const frames = repaired.slice(0, last + 1).map((frame, at) => frame ?? repair.blank(gif.frames[at]!));
  const { width, height } = gif;
  const isSound = gif.isOrderly && repair.isUntouched;
  const rewritten = isSound ? undefined : writeGif({ ...gif, frames });
  if (rewritten && rewritten.length > maxBytes) throw new GifError("GIF_TOO_BIG");
  return { width, height, frames: frames.length, rewritten, looks: readGifLooks({ ...gif, frames }) };
}
