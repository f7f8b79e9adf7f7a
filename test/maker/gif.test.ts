import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { GifBuilder, type GifOptions } from "../../src/browser/maker/engine/gif/gif-builder.js";
import { readStrictly } from "../support/strict-gif.js";
import { filmFace, type Scene } from "./scenes.js";

function build({ width, height, frames }: Scene, options: Partial<GifOptions> = {}, delay = 8): Uint8Array {
  const builder = new GifBuilder({ width, height, colors: 256, dither: false, ...options });
  for (const sample of frames.slice(0, 8)) builder.addSample(sample);
  for (const frame of frames) builder.addFrame(frame, delay);
  return builder.finish();
}

async function decode(file: Uint8Array) {
  const picture = sharp(file, { animated: true });
  const { pages = 1, delay, loop, width, pageHeight } = await picture.metadata();
  const { data } = await picture.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const size = data.length / pages;
  const frames = Array.from({ length: pages }, (_, i) => data.subarray(i * size, (i + 1) * size));
  return { frames, delay, loop, width, height: pageHeight };
}

function meanDifference(a: Uint8Array | Uint8ClampedArray, b: Uint8Array | Uint8ClampedArray): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length;
}

/** Squares on grey: each frame moves the square by four pixels. */
function moveSquare(count: number): Scene {
  const [width, height] = [64, 48];
  const frames = Array.from({ length: count }, (_, frame) => {
    const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
    for (let at = 0; at < width * height; at++) {
      const [x, y] = [at % width, Math.floor(at / width)];
      const isInside = x >= 8 + frame * 4 && x < 16 + frame * 4 && y >= 20 && y < 28;
      pixels.set(isInside ? [200, 30, 40] : [90, 90, 90], at * 4);
    }
    return pixels;
  });
  return { width, height, frames };
}

const size = { width: 160, height: 120, count: 12 };

describe("a GIF", () => {
  test("shows what was filmed, in time, for ever", async () => {
    const scene = filmFace(size);
    const decoded = await decode(build(scene));
    expect(decoded).toMatchObject({ width: 160, height: 120, loop: 0, delay: Array(12).fill(80) });
    for (const [i, frame] of decoded.frames.entries())
      expect(meanDifference(frame, scene.frames[i]!)).toBeLessThan(5);
  });

  test("is nearer to what was filmed with dithering, as seen from afar", async () => {
    const { frames, ...scene } = filmFace({ ...size, count: 1 });
    const blur = (pixels: Uint8Array | Uint8ClampedArray) =>
      sharp(pixels, { raw: { width: 160, height: 120, channels: 4 } })
        .blur(3)
        .raw()
        .toBuffer();
    const original = await blur(frames[0]!);
    const distances: number[] = [];
    for (const dither of [false, true]) {
      const decoded = await decode(build({ frames, ...scene }, { dither, colors: 32 }));
      distances.push(meanDifference(await blur(decoded.frames[0]!), original));
    }
    expect(distances[1]).toBeLessThan(distances[0]! * 0.9);
  });

  test("has one table of colours, in which one index is for transparent pixels alone", () => {
    const gif = readStrictly(build(filmFace(size, { noise: 8 })));
    expect(gif.palette).toHaveLength(256 * 3);
    expect(gif.frames.map(({ palette }) => palette)).toEqual(Array(12).fill(undefined));
    const [first, ...others] = gif.frames;
    expect(first!.transparent).toBe(-1);
    const { transparent } = others[0]!;
    expect(first!.indices).not.toContain(transparent);
    for (const frame of others) {
      expect(frame).toMatchObject({ transparent, disposal: 1 });
      expect(frame.indices).toContain(transparent);
    }
  });

  test("writes no pixel that is shown already", () => {
    const gif = readStrictly(build(filmFace(size)));
    const shown: number[] = [];
    for (const { indices, left, top, width, transparent } of gif.frames)
      for (const [i, index] of indices.entries()) {
        if (index === transparent) continue;
        const at = (top + Math.floor(i / width)) * gif.width + left + (i % width);
        if (shown[at] === index) expect.fail(`pixel ${at} is written again`);
        shown[at] = index;
      }
  });

  test.each([4, 16, 64])("with a table of %i colours is right by the book", async (colors) => {
    const file = build(filmFace(size), { colors });
    expect(readStrictly(file).palette!.length).toBeLessThanOrEqual(colors * 3);
    expect((await decode(file)).frames).toHaveLength(12);
  });

  test("holds of each frame only the rectangle that changed", async () => {
    const scene = moveSquare(6);
    const file = build(scene);
    const [, ...others] = readStrictly(file).frames;
    for (const [i, frame] of others.entries())
      expect(frame).toMatchObject({ left: 8 + i * 4, top: 20, width: 12, height: 8 });
    const { frames } = await decode(file);
    for (const [i, frame] of frames.entries())
      expect(meanDifference(frame, scene.frames[i]!)).toBeLessThan(1);
  });

  test("holds a picture that stays the same once, for as long as it was seen", () => {
    const { frames, ...scene } = moveSquare(2);
    const [before, after] = frames as [Scene["frames"][0], Scene["frames"][0]];
    const gif = readStrictly(build({ ...scene, frames: [before, before, before, after, after] }));
    expect(gif.frames.map(({ delay }) => delay)).toEqual([24, 16]);
  });

  test("of a single frame is a GIF, too", async () => {
    const { frames } = await decode(build(filmFace({ ...size, count: 1 })));
    expect(frames).toHaveLength(1);
  });

  test("of a noisy camera holds what moved, and not the noise", async () => {
    const changed = (scene: Scene): number => {
      const { frames } = readStrictly(build(scene));
      const written = frames.slice(1).flatMap(({ indices, transparent }) => {
        return indices.filter((index) => index !== transparent);
      });
      return written.length / (scene.width * scene.height * (frames.length - 1));
    };
    const noisy = filmFace(size, { noise: 8 });
    expect(changed(noisy)).toBeLessThan(0.25);
    const clean = filmFace(size);
    const { frames } = await decode(build(noisy));
    for (const [i, frame] of frames.entries())
      expect(meanDifference(frame, clean.frames[i]!)).toBeLessThan(8);
  });

  test("of a screen shows faint changes, which are no noise there", async () => {
    const { frames, ...scene } = moveSquare(1);
    const brighter = frames[0]!.slice();
    for (let i = 0; i < 64 * 10 * 4; i++) brighter[i]! += i % 4 === 3 ? 0 : 20;
    const faint = frames[0]!.slice();
    for (let i = 0; i < 64 * 10 * 4; i++) faint[i]! += i % 4 === 3 ? 0 : 10;
    const decoded = await decode(build({ ...scene, frames: [frames[0]!, faint, brighter] }));
    const shades = decoded.frames.map((frame) => frame[0]);
    expect(new Set(shades).size).toBe(3);
  });
});
