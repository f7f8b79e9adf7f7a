import type { Clip, ClipFrame } from "../engine/types.js";

export interface KeptFrame {
  image: Blob;
  durationMs: number;
}

const QUALITY = 0.92;

/** One after the other, so that the page goes on being drawn meanwhile. */
export async function keepFrames({ frames, width, height }: Clip, signal: AbortSignal): Promise<KeptFrame[]> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d")!;
  const kept: KeptFrame[] = [];
  for (const { image, durationMs } of frames) {
    if (signal.aborted) break;
    context.drawImage(image, 0, 0, width, height);
    kept.push({ image: await canvas.convertToBlob({ type: "image/webp", quality: QUALITY }), durationMs });
  }
  return kept;
}

export const restoreFrames = (kept: KeptFrame[]): Promise<ClipFrame[]> =>
  Promise.all(
    kept.map(async ({ image, durationMs }) => ({ image: await createImageBitmap(image), durationMs })),
  );
