import { toLooks } from "../looks/alike.js";
import { toDifferenceHash, toGrey, toGrid } from "../looks/difference-hash.js";
import type { Pixels, StillPixels } from "./read-still.js";
import { openPicture } from "./sharp.js";
import { turnUpright } from "./upright.js";

const STEP = 8;
const grid = toGrid(STEP);
const WHITE = 255;

/** Shrinks before it turns. What can be seen through is white, as in animations. */
export async function readLooks({ orientation, ...pixels }: StillPixels): Promise<string[] | undefined> {
  const { channels } = pixels;
  const [width, height] = orientation > 4 ? [grid.height, grid.width] : [grid.width, grid.height];
  const picture = await openRaw(pixels);
  const data = await picture.resize(width, height, { fit: "fill" }).raw().toBuffer();
  const small = await openRaw({ data, width, height, channels });
  const upright = await turnUpright(small, orientation).raw().toBuffer();
  return toLooks([toDifferenceHash(toGreys(upright, channels), STEP)]);
}

const openRaw = ({ data, width, height, channels }: Pixels) =>
  openPicture(data, { raw: { width, height, channels } });

function toGreys(data: Buffer, channels: number): Uint8Array {
  const greys = new Uint8Array(grid.width * grid.height);
  const hasAlpha = channels % 2 === 0;
  for (let i = 0; i < greys.length; i++) {
    const [first, second, third] = data.subarray(i * channels);
    const grey = channels < 3 ? first! : toGrey(first!, second!, third!);
    const alpha = hasAlpha ? data[(i + 1) * channels - 1]! / 255 : 1;
    greys[i] = grey * alpha + WHITE * (1 - alpha);
  }
  return greys;
}
