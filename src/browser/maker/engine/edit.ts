import { drawCaption } from "./caption.js";
import type { Clip, Edit, Size } from "./types.js";

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

export function wholeEdit(clip: Clip): Edit {
  return {
    from: 0,
    to: clip.frames.length,
    crop: { x: 0, y: 0, width: 1, height: 1 },
    speed: 1,
    boomerang: false,
    caption: { text: "", position: "bottom" },
    dither: false,
  };
}

export function toSequence(
  clip: Pick<Clip, "frames">,
  edit: Pick<Edit, "from" | "to" | "speed" | "boomerang">,
): { index: number; durationMs: number }[] {
  const from = Math.max(0, edit.from);
  const forth = clip.frames.slice(from, edit.to).map(({ durationMs }, i) => ({
    index: from + i,
    durationMs: durationMs / edit.speed,
  }));
  // The turning points are shown once, or they would look like a stop.
  return edit.boomerang ? [...forth, ...forth.slice(1, -1).reverse()] : forth;
}

/** Never larger than the clip. */
export function sizeFor(clip: Size, { crop }: Pick<Edit, "crop">, side: number): Size {
  const width = clip.width * crop.width;
  const height = clip.height * crop.height;
  const scale = Math.min(1, side / Math.max(width, height));
  const toPixels = (length: number) => Math.max(1, Math.round(length * scale));
  return { width: toPixels(width), height: toPixels(height) };
}

/** "medium" takes ten times as long, and is better only where a picture is made much smaller. */
export const smoothingFor = (scale: number): ImageSmoothingQuality => (scale < 0.5 ? "medium" : "low");

export function drawFrame(context: Context, clip: Clip, edit: Edit, index: number, size: Size): void {
  const frame = clip.frames[index];
  if (!frame) return;
  const { x, y, width, height } = edit.crop;
  const source = [x * clip.width, y * clip.height, width * clip.width, height * clip.height] as const;
  context.imageSmoothingQuality = smoothingFor(size.width / source[2]);
  context.drawImage(frame.image, ...source, 0, 0, size.width, size.height);
  drawCaption(context, edit.caption, size);
}
