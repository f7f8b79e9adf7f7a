import sharp from "sharp";
import { drawFrame, FRAME_MS, frameCount } from "../../src/build/pack/files/render.js";
import { scenes } from "../../src/build/pack/scenes/index.js";
import type { PackName } from "../../src/shared/pack/names.js";

/** Edges may differ a little: the encoder has few colours for them, and machines round differently. */
const MOST_DIFFERENT = 1.5;

/** The frames of the file that do not look like the scene at their time. */
export async function compareToScene(gif: Buffer, name: PackName): Promise<number[]> {
  const scene = scenes[name];
  const { delay } = await sharp(gif, { animated: true }).metadata();
  const different: number[] = [];
  let at = 0;
  for (const [page, lasts] of delay!.entries()) {
    const shown = await sharp(gif, { page }).ensureAlpha().raw().toBuffer();
    const drawn = await drawFrame(scene, at / FRAME_MS / frameCount(scene));
    if (meanDifference(shown, drawn) > MOST_DIFFERENT) different.push(page);
    at += lasts;
  }
  return different;
}

/** How much changes from the last frame to the first, and at most from one frame to the next. */
export async function measureSteps(gif: Buffer): Promise<{ seam: number; largest: number }> {
  const { data, info } = await sharp(gif, { animated: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const bytes = info.width * info.pageHeight! * info.channels;
  const frames = Array.from({ length: data.length / bytes }, (_, i) =>
    data.subarray(i * bytes, (i + 1) * bytes),
  );
  const steps = frames.map((frame, i) => meanDifference(frame, frames[(i + 1) % frames.length]!));
  return { seam: steps.at(-1)!, largest: Math.max(...steps.slice(0, -1)) };
}

function meanDifference(one: Buffer, other: Buffer): number {
  if (one.length !== other.length) return Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += Math.abs(one[i]! - other[i]!);
  return sum / one.length;
}
