import { sizeFor, smoothingFor } from "../edit.js";
import type { Size } from "../types.js";

/** Of the longer side, in pixels. With the most frames, a clip takes at most 110 MB. */
const LARGEST_SIDE = 480;
export const MOST_FRAMES = 120;
const WHOLE = { crop: { x: 0, y: 0, width: 1, height: 1 } };

export function createContext({ width, height }: Size): OffscreenCanvasRenderingContext2D {
  const canvas = new OffscreenCanvas(width, height);
  // Pixels are read back, which is slow from a graphics card.
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  if (!context) throw new Error("This browser has no canvas");
  return context;
}

export class Grabber {
  readonly size: Size;
  readonly #context: OffscreenCanvasRenderingContext2D;

  constructor(source: Size) {
    this.size = sizeFor(source, WHOLE, LARGEST_SIDE);
    this.#context = createContext(this.size);
  }

  /** A picture of another shape has bars at its sides. */
  grab(image: CanvasImageSource, source: Size): ImageBitmap {
    const { width, height } = this.size;
    const scale = Math.min(width / source.width, height / source.height);
    const [w, h] = [source.width * scale, source.height * scale];
    this.#context.imageSmoothingQuality = smoothingFor(scale);
    this.#context.fillRect(0, 0, width, height);
    this.#context.drawImage(image, (width - w) / 2, (height - h) / 2, w, h);
    return this.#context.canvas.transferToImageBitmap();
  }
}
