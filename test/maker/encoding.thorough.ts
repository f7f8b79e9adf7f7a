/** @module-tag thorough */
import { describe, expect, test } from "vitest";
import type { Clip } from "../../src/browser/maker/engine/types.js";
import { decode } from "./decode.js";
import { useEngine } from "./use-engine.js";

const page = useEngine();

describe("encoding", () => {
  const noise = `(async () => {
    const frames = [];
    for (let i = 0; i < 10; i++) {
      const data = Uint8ClampedArray.from({ length: 240 * 160 * 4 }, () => Math.random() * 256);
      frames.push({ image: await createImageBitmap(new ImageData(data, 240, 160)), durationMs: 100 });
    }
    globalThis.noise = { frames, width: 240, height: 160 };
  })()`;

  test("of more than fits gets smaller until it fits, and says so", async () => {
    await page().evaluate(noise);
    for (const maxBytes of [200_000, 30_000, 5000]) {
      const { file, ...encoded } = await page().evaluate(async (maxBytes) => {
        const { noise: clip } = globalThis as unknown as { noise: Clip };
        const shares: number[] = [];
        const onProgress = (share: number) => void shares.push(share);
        const options = { maxBytes, signal: tools.quiet.signal, onProgress };
        const encoded = await engine.encode(clip, engine.wholeEdit(clip), options);
        const isSteady = shares.every((share, i) => share >= (shares[i - 1] ?? 0) && share <= 1);
        return { ...encoded, file: await tools.toBase64(encoded.file), isSteady };
      }, maxBytes);
      const { gif: read, ...decoded } = await decode(file);
      expect(Buffer.from(file, "base64").length).toBeLessThanOrEqual(maxBytes);
      expect(encoded).toMatchObject({ isReduced: true, durationMs: 1000, isSteady: true });
      expect(decoded).toMatchObject({ width: encoded.width, pages: encoded.frames, total: 1000 });
      expect(read.height / read.width).toBeCloseTo(2 / 3, 1);
    }
  });

  test("stops when it is told to, and says that nothing is chosen or nothing fits", async () => {
    await page().evaluate(noise);
    const codes = await page().evaluate(async () => {
      const { noise: clip } = globalThis as unknown as { noise: Clip };
      const edit = engine.wholeEdit(clip);
      const abort = new AbortController();
      const options = { maxBytes: 5e6, ...tools.quiet };
      return [
        await tools.codeOf(
          engine.encode(clip, edit, { ...options, signal: abort.signal, onProgress: () => abort.abort() }),
        ),
        await tools.codeOf(engine.encode(clip, edit, { ...options, signal: AbortSignal.abort() })),
        await tools.codeOf(engine.encode(clip, { ...edit, from: 3, to: 3 }, options)),
        await tools.codeOf(engine.encode(clip, edit, { ...options, maxBytes: 100 })),
      ];
    });
    expect(codes).toEqual(["aborted", "aborted", "empty", expect.stringContaining("No GIF fits")]);
    await expect.poll(() => page().workers().length).toBe(0);
  });
});

test.each([
  ["lol", "bottom", 320, 240],
  ["שלום עולם, זה עובד", "top", 320, 240],
  ["회의 끝나고 집에 가는 길에 커피 한 잔 하실 분 손 들어 주세요", "bottom", 320, 240],
  ["Donaudampfschifffahrtsgesellschaftskapitän", "top", 120, 320],
  ["very long ".repeat(40), "bottom", 320, 180],
] as const)("the caption %s stays inside its half of the picture", async (text, position, width, height) => {
  const box = await page().evaluate(
    async ({ text, position, width, height }) => {
      const grey = new ImageData(new Uint8ClampedArray(width * height * 4).fill(128), width, height);
      const clip = { width, height, frames: [{ image: await createImageBitmap(grey), durationMs: 100 }] };
      const paint = (text: string) => {
        const context = new OffscreenCanvas(width, height).getContext("2d")!;
        const edit = { ...engine.wholeEdit(clip), caption: { text, position } };
        engine.drawFrame(context, clip, edit, 0, { width, height });
        return context.getImageData(0, 0, width, height).data;
      };
      const [without, withText] = [paint(""), paint(text)];
      const changed = Array.from({ length: width * height }, (_, at) => at).filter((at) => {
        return withText[at * 4] !== without[at * 4];
      });
      const [xs, ys] = [changed.map((at) => at % width), changed.map((at) => Math.floor(at / width))];
      const range = (values: number[]) =>
        values.reduce(([a, b], v) => [Math.min(a!, v), Math.max(b!, v)], [1e9, -1]);
      return { x: range(xs), y: range(ys), brightest: Math.max(...changed.map((at) => withText[at * 4]!)) };
    },
    { text, position, width, height },
  );
  const [left, right, top, bottom] = [...box.x, ...box.y] as [number, number, number, number];
  expect(box.brightest).toBe(255);
  expect(left).toBeGreaterThan(0);
  expect(right).toBeLessThan(width - 1);
  expect(Math.abs(left - (width - 1 - right))).toBeLessThan(width * 0.1);
  if (position === "top") expect([top > 0, bottom < height * 0.6]).toEqual([true, true]);
  else expect([top > height * 0.4, bottom < height - 1]).toEqual([true, true]);
});
