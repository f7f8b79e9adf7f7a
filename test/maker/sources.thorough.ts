/** @module-tag thorough */
import { describe, expect, test } from "vitest";
import { decode } from "./decode.js";
import { useEngine } from "./use-engine.js";

const page = useEngine();

describe("recording", () => {
  test("a camera becomes a GIF of the same length, without a page error or a worker left", async () => {
    const { file, encoded, clip } = await page().evaluate(async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
      const options = { seconds: 1, fps: 12.5, ...tools.quiet };
      const clip = await engine.recordStream(stream, options);
      const caption = { text: "안녕하세요 여러분 🎉", position: "bottom" as const };
      const edit = { ...engine.wholeEdit(clip), caption };
      const encoded = await engine.encode(clip, edit, { maxBytes: 5e6, ...tools.quiet });
      for (const track of stream.getTracks()) track.stop();
      const { width, height, frames } = clip;
      const file = await tools.toBase64(encoded.file);
      const ms = frames.reduce((sum, { durationMs }) => sum + durationMs, 0);
      engine.closeClip(clip);
      return { file, encoded, clip: { width, height, ms, closed: frames[0]!.image.width } };
    });
    expect(clip).toMatchObject({ width: 480, height: 360, closed: 0 });
    expect(clip.ms).toBeGreaterThan(990);
    expect(encoded).toMatchObject({ width: 320, height: 240, isReduced: false });
    const { gif: read, ...decoded } = await decode(file);
    expect(decoded).toMatchObject({ pages: encoded.frames, loop: 0, width: 320, total: encoded.durationMs });
    expect(Math.abs(encoded.durationMs - clip.ms)).toBeLessThanOrEqual(20);
    const { indices, transparent } = read.frames[1]!;
    expect(indices.filter((index) => index === transparent).length).toBeGreaterThan(indices.length / 2);
    await expect.poll(() => page().workers().length).toBe(0);
  });

  test("has left what the camera has left, ends early with what there is, or with the camera, or not at all", async () => {
    const seen = await page().evaluate(async () => {
      const create = () =>
        tools.film((context, frame) => {
          context.fillStyle = "#f00";
          context.fillRect(0, 0, 160, 180);
          context.fillStyle = "#00f";
          context.fillRect(160, 0, 160, 180);
          context.fillStyle = `rgb(0, ${frame % 256}, 0)`;
          context.fillRect(150, 80, 20, 20);
        });
      const options = { seconds: 100, fps: 10, ...tools.quiet };
      const stop = new AbortController();
      const early = { ...options, stop: stop.signal, onProgress: () => stop.abort() };
      const { frames, ...size } = await engine.recordStream(create(), early);
      const colors = [0.2, 0.8].map((x) => tools.colorAt(frames[0]!.image, x, 0.2));
      const stream = create();
      const end = () => stream.getVideoTracks()[0]!.dispatchEvent(new Event("ended"));
      const ended = await engine.recordStream(stream, { ...options, onProgress: end });
      const abort = new AbortController();
      const aborted = { ...options, signal: abort.signal, onProgress: () => abort.abort() };
      const codes = [
        await tools.codeOf(engine.recordStream(create(), aborted)),
        await tools.codeOf(engine.recordStream(create(), { ...options, signal: AbortSignal.abort() })),
        await tools.codeOf(engine.recordStream(create(), { ...options, stop: AbortSignal.abort() })),
      ];
      return { size, colors, ended: ended.frames.length, codes };
    });
    expect(seen.size).toEqual({ width: 320, height: 180 });
    expect(seen.ended).toBeGreaterThan(0);
    expect(seen.codes).toEqual(["aborted", "aborted", "empty"]);
    const [left, right] = seen.colors as [number[], number[]];
    expect(left[0]! - left[2]!).toBeGreaterThan(150);
    expect(right[2]! - right[0]!).toBeGreaterThan(150);
  });
});

describe("a video file", () => {
  test("is read from where it is asked, in order, though it has neither an index nor a duration", async () => {
    const seen = await page().evaluate(async () => {
      const webm = await tools.toWebm(
        tools.film((context, frame) => {
          context.fillStyle = `rgb(${Math.min(255, frame * 5)}, 60, 60)`;
          context.fillRect(0, 0, 320, 180);
        }),
        40,
        200,
      );
      const probed = await engine.probeVideo(webm);
      const read = async (startMs: number, maxMs: number) => {
        const shares: number[] = [];
        const onProgress = (share: number) => void shares.push(share);
        const clip = await engine.readVideo(webm, { ...tools.quiet, startMs, maxMs, fps: 10, onProgress });
        const reds = clip.frames.map(({ image }) => tools.colorAt(image, 0.5, 0.5)[0]!);
        const ms = clip.frames.reduce((sum, { durationMs }) => sum + durationMs, 0);
        engine.closeClip(clip);
        return { reds, ms, last: shares.at(-1), width: clip.width, height: clip.height };
      };
      const halfMs = probed.durationMs / 2;
      const abort = new AbortController();
      const options = { ...tools.quiet, startMs: 0, maxMs: 9000, fps: 10 };
      const codes = [
        await tools.codeOf(engine.readVideo(webm, { ...options, startMs: probed.durationMs + 1000 })),
        await tools.codeOf(
          engine.readVideo(webm, { ...options, signal: abort.signal, onProgress: () => abort.abort() }),
        ),
        await tools.codeOf(engine.readVideo(webm, { ...options, signal: AbortSignal.abort() })),
      ];
      const half = await read(halfMs, 400);
      const all = await read(0, 9000);
      const many = await engine.readVideo(webm, { ...options, fps: 1000 });
      const cut = await engine.readVideo(webm.slice(0, webm.size * 0.6), options);
      return { probed, all, half, codes, many: many.frames.length, cut: cut.frames.length };
    });
    expect(seen.probed).toMatchObject({ width: 320, height: 180 });
    expect(seen.probed.durationMs).toBeGreaterThan(1000);
    expect(seen.codes).toEqual(["empty", "aborted", "aborted"]);
    const { all, half } = seen;
    expect(all).toMatchObject({ width: 320, height: 180, last: 1 });
    expect(all.ms).toBeCloseTo(seen.probed.durationMs, 0);
    expect(all.reds).toEqual(all.reds.toSorted((a, b) => a - b));
    expect(new Set(all.reds).size).toBeGreaterThan(8);
    expect(half.ms).toBeCloseTo(400);
    expect(seen.many).toBe(120);
    expect(seen.cut).toBeGreaterThan(3);
    expect(seen.cut).toBeLessThan(all.reds.length);
    expect(half.reds[0]).toBeGreaterThan(all.reds[1]!);
  });

  test("that cannot be read, or has no pictures, is named so", async () => {
    const codes = await page().evaluate(async () => {
      const text = (name: string) => [...name].map((character) => character.charCodeAt(0));
      const u32 = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
      const format = [...u32(16), 1, 0, 1, 0, ...u32(8000), ...u32(8000), 1, 0, 8, 0];
      const data = [...text("data"), ...u32(8000), ...Array(8000).fill(128)];
      const sound = [...text("RIFF"), ...u32(36 + 8000), ...text("WAVEfmt "), ...format, ...data];
      return [
        await tools.codeOf(engine.probeVideo(new Blob(["no video"], { type: "video/mp4" }))),
        await tools.codeOf(engine.probeVideo(new Blob([]))),
        await tools.codeOf(engine.probeVideo(new Blob([Uint8Array.from(sound)], { type: "audio/wav" }))),
      ];
    });
    expect(codes).toEqual(["unreadable", "unreadable", "empty"]);
  });
});

test("pictures of any shape get the first one's, with bars, and are shown as long as asked", async () => {
  const seen = await page().evaluate(async () => {
    const picture = async (width: number, height: number, color: string) => {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext("2d")!;
      context.fillStyle = color;
      context.fillRect(0, 0, width, height);
      return await canvas.convertToBlob();
    };
    const files = [await picture(960, 480, "#f00"), await picture(100, 200, "#00f")];
    const options = { msEach: 700, signal: tools.quiet.signal };
    const { frames, ...size } = await engine.readPictures(files, options);
    const codes = [
      await tools.codeOf(engine.readPictures([], options)),
      await tools.codeOf(engine.readPictures([...files, new Blob(["?"])], options)),
      await tools.codeOf(engine.readPictures(files, { ...options, signal: AbortSignal.abort() })),
    ];
    const many = await engine.readPictures(Array(130).fill(files[1]), options);
    const colors = [0.1, 0.5].map((x) => frames.map(({ image }) => tools.colorAt(image, x, 0.5)));
    const ms = frames.map(({ durationMs }) => durationMs);
    return { size, codes, colors, ms, many: many.frames.length };
  });
  expect(seen).toEqual({
    size: { width: 480, height: 240 },
    codes: ["empty", "unreadable", "aborted"],
    ms: [700, 700],
    many: 120,
    colors: [
      [
        [255, 0, 0],
        [0, 0, 0],
      ],
      [
        [255, 0, 0],
        [0, 0, 255],
      ],
    ],
  });
});
