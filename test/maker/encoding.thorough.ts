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
