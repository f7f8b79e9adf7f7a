import sharp from "sharp";
import { apng, blue, quartered, red } from "../support/picture-files.js";

interface Told {
  type: string;
  width: number;
  height: number;
}

const solid = (background: string): Promise<Buffer> =>
  sharp({ create: { width: 24, height: 16, channels: 3, background } })
    .png()
    .toBuffer();

const moving = sharp([await solid("red"), await solid("blue")], { join: { animated: true } });

/** One of each kind beside GIF, small so that many can be tried. */
export const pictures: number[][] = [
  apng([
    { colour: red },
    { colour: blue, left: 1, width: 4, blend: 1, dispose: 2 },
    { colour: red, dispose: 1 },
  ]),
  await quartered(40, 24).png().toBuffer(),
  await quartered(40, 24).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
  await quartered(40, 24).jpeg({ progressive: true }).toBuffer(),
  await quartered(40, 24).webp().toBuffer(),
  await quartered(40, 24).webp({ lossless: true }).toBuffer(),
  await quartered(40, 24).avif({ effort: 0 }).toBuffer(),
  await moving.webp({ lossless: true }).toBuffer(),
].map((file) => [...file]);

export async function wrongInStill(file: Buffer, { type, width, height }: Told): Promise<string | undefined> {
  const { format, width: stored, height: high, exif, icc, xmp } = await sharp(file).metadata();
  if (exif || icc || xmp) return "a stored picture has metadata";
  const isAsTold = [`image/${format}`, stored, high].join() === [type, width, height].join();
  return isAsTold ? undefined : `${type} of ${width}×${height} is ${format} of ${stored}×${high}`;
}
