import sharp from "sharp";
import { type Scene, SIDE, toSvg } from "../drawing/scene.js";
import { encodeGif } from "./encode.js";

export const FRAME_MS = 80;

export const frameCount = ({ seconds }: Scene): number => Math.round((seconds * 1000) / FRAME_MS);

export async function drawFrame(scene: Scene, t: number): Promise<Buffer> {
  return sharp(Buffer.from(toSvg(scene, t)))
    .resize(SIDE, SIDE)
    .flatten()
    .ensureAlpha()
    .raw()
    .toBuffer();
}

export async function drawGif(scene: Scene): Promise<Buffer> {
  const count = frameCount(scene);
  const frames: Uint32Array[] = [];
  for (let i = 0; i < count; i++) {
    const pixels = await drawFrame(scene, i / count);
    frames.push(new Uint32Array(Uint8Array.from(pixels).buffer));
  }
  return encodeGif(frames, FRAME_MS);
}

export async function drawStill(scene: Scene): Promise<Buffer> {
  const pixels = await drawFrame(scene, scene.still);
  return sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 4 } })
    .removeAlpha()
    .webp({ quality: 88, effort: 6, smartSubsample: true })
    .toBuffer();
}
