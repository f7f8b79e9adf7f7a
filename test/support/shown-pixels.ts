import sharp from "sharp";
import type { Visitor } from "./visitor.js";

export interface Shown {
  bytes: Buffer;
  width: number;
  height: number;
  pages: number;
  delay: number[] | undefined;
  loop: number | undefined;
  /** Red, green, blue, alpha. */
  at(x: number, y: number, page?: number): number[];
}

export async function shownPixels(bytes: Buffer): Promise<Shown> {
  const { pages = 1, delay, loop } = await sharp(bytes).metadata();
  const picture = sharp(bytes, { animated: pages > 1 })
    .ensureAlpha()
    .raw();
  const { data, info } = await picture.toBuffer({ resolveWithObject: true });
  const height = info.height / pages;
  return {
    ...{ bytes, width: info.width, height, pages, delay, loop },
    at: (x, y, page = 0) => {
      const from = ((page * height + y) * info.width + x) * 4;
      return [...data.subarray(from, from + 4)];
    },
  };
}

export async function fetchShown(visitor: Visitor, url: string): Promise<Shown> {
  const answer = await visitor.get(url);
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status}`);
  return shownPixels(Buffer.from(await answer.arrayBuffer()));
}

/** Whether each channel is near, as after lossy compression. */
export const isNear = (pixel: number[], wanted: readonly number[], most = 24): boolean =>
  wanted.every((value, i) => Math.abs(pixel[i]! - value) <= most);
