import { limits } from "../../../shared/limits.js";
import { GifError } from "../codec/gif-format.js";
import { decoded, openPicture } from "../stills/sharp.js";
import type { Animation, AnimationFrame } from "./animation.js";
import { Canvas } from "./canvas.js";
import { Colours } from "./colours.js";
import { encodeGif, type PackedAnimation, type PackedFrame } from "./encode-gif.js";
import { Pace } from "./pace.js";

const ATTEMPTS = 4;
const MARGIN = 0.9;
const LAST_MARGIN = 0.75;
/** Browsers play what is meant to be faster at this pace. */
const LEAST_MS = 11;
const SLOW_MS = 100;
const MOST_DELAY = 65_535;
const MOST_LOOPS = 65_535;

/** Makes it smaller until its pixels fit into the memory, and its bytes into the limit. */
export async function toGif(
  animation: Animation,
  maxBytes: number,
  now = (): number => performance.now(),
): Promise<Uint8Array> {
  assertAffordable(animation);
  const total = animation.frames.length * animation.width * animation.height;
  const pace = new Pace(total, now);
  let scale = Math.min(1, Math.sqrt(limits.animation.keptPixels / total));
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const result = encodeGif(await pack(animation, scale, pace), maxBytes);
    if (typeof result !== "number") return result;
    const margin = pace.nextAttempt() < 2 ? LAST_MARGIN : MARGIN;
    scale *= margin * Math.sqrt(maxBytes / result);
  }
  throw new GifError("GIF_TOO_BIG");
}

function assertAffordable({ width, height, frames }: Animation): void {
  const { side, pixels } = limits.gif;
  const area = width * height;
  const isTooMuch = area > pixels || area * frames.length > limits.animation.totalPixels;
  const isTooLarge = Math.max(width, height) > side || isTooMuch;
  if (isTooLarge) throw new GifError("GIF_TOO_BIG");
}

async function pack(animation: Animation, scale: number, pace: Pace): Promise<PackedAnimation> {
  const canvas = new Canvas(animation.width, animation.height);
  const [width, height] = [animation.width, animation.height].map((side) =>
    Math.max(1, Math.floor(side * scale)),
  ) as [number, number];
  const colours = new Colours();
  const frames: PackedFrame[] = [];
  const clock = new Clock();
  for (const [i, frame] of animation.frames.entries()) {
    pace.assertInTime(i, animation.frames.length);
    canvas.draw(frame, await decode(animation, frame));
    const pixels = scale < 1 ? await shrink(canvas, width, height) : canvas.pixels;
    frames.push({ pixels: colours.pack(pixels), delay: clock.next(frame.delayMs) });
  }
  const { plays } = animation;
  const loops = plays === 1 ? undefined : Math.min(Math.max(0, plays - 1), MOST_LOOPS);
  return { width, height, loops, frames, colours };
}

async function decode(animation: Animation, frame: AnimationFrame): Promise<Buffer> {
  const picture = await openPicture(animation.toFile(frame), { limitInputPixels: limits.gif.pixels });
  const pixels = picture.toColourspace("srgb").ensureAlpha().raw();
  const { data, info } = await decoded(pixels.toBuffer({ resolveWithObject: true }));
  if (info.width !== frame.width || info.height !== frame.height) throw new GifError("BAD_GIF");
  return data;
}

async function shrink({ pixels, width, height }: Canvas, toWidth: number, toHeight: number): Promise<Buffer> {
  const picture = await openPicture(pixels, { raw: { width, height, channels: 4 } });
  return picture.resize(toWidth, toHeight, { fit: "fill" }).raw().toBuffer();
}

class Clock {
  #rest = 0;

  next(delayMs: number): number {
    const exact = (delayMs < LEAST_MS ? SLOW_MS : delayMs) / 10 + this.#rest;
    const delay = Math.min(MOST_DELAY, Math.max(2, Math.round(exact)));
    this.#rest = Math.max(-1, Math.min(1, exact - delay));
    return delay;
  }
}
