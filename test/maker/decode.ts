import sharp from "sharp";
import { readStrictly } from "../support/strict-gif.js";

export async function decode(base64: string) {
  const file = Buffer.from(base64, "base64");
  const { pages, delay = [], loop, width, pageHeight } = await sharp(file, { animated: true }).metadata();
  return { gif: readStrictly(file), pages, total: delay.reduce((a, b) => a + b, 0), loop, width, pageHeight };
}
