import fc from "fast-check";
import { expect, test } from "vitest";
import { type CleanFrame, GifError, type GifLook } from "../../src/services/gifs/codec/gif-format.js";
import { writeGif } from "../../src/services/gifs/codec/gif-writer.js";
import { readLzw } from "../../src/services/gifs/codec/lzw-reader.js";
import { writeLzw } from "../../src/services/gifs/codec/lzw-writer.js";
import { type RepairedGif, repairGif } from "../../src/services/gifs/codec/repair-gif.js";
import { toSubBlocks } from "../../src/services/gifs/codec/sub-blocks.js";
import { readStrictly } from "../support/strict-gif.js";

const MAX_BYTES = 1_000_000;
/** A file of a few hundred bytes may take the time of eight million pixels, and not much more. Of the processor's time. */
const MOST_MS = 5000;

type Frame = CleanFrame & { indices: Uint8Array };

const byte = fc.integer({ min: 0, max: 255 });
const palettes = fc
  .integer({ min: 1, max: 8 })
  .chain((bits) => fc.uint8Array({ minLength: 3 * 2 ** bits, maxLength: 3 * 2 ** bits }));

const frames = (width: number, height: number): fc.Arbitrary<Frame> =>
  fc
    .record({
      place: fc.tuple(fc.nat(width - 1), fc.nat(height - 1)),
      corner: fc.tuple(fc.nat(width - 1), fc.nat(height - 1)),
      delay: fc.nat(65535),
      disposal: fc.nat(3),
      transparent: fc.integer({ min: -1, max: 255 }),
      interlaced: fc.boolean(),
      palette: fc.option(palettes, { nil: undefined }),
      codeSize: fc.integer({ min: 2, max: 8 }),
      colours: fc.uint8Array({ minLength: 1, maxLength: 40 }),
    })
    .map(({ place, corner, colours, ...look }) => {
      const [left, right] = [place[0], corner[0]].sort((a, b) => a - b) as [number, number];
      const [top, bottom] = [place[1], corner[1]].sort((a, b) => a - b) as [number, number];
      const area = { left, top, width: right - left + 1, height: bottom - top + 1 };
      const pixel = (_: unknown, i: number) => colours[i % colours.length]! % 2 ** look.codeSize;
      const indices = Uint8Array.from({ length: area.width * area.height }, pixel);
      return { ...area, ...look, indices, blocks: toSubBlocks(writeLzw(indices, look.codeSize)) };
    });

const gifs: fc.Arbitrary<GifLook<Frame>> = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
  .chain(([width, height]) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      palette: palettes,
      loops: fc.option(fc.nat(65535), { nil: undefined }),
      frames: fc.array(frames(width, height), { minLength: 1, maxLength: 6 }),
    }),
  );

type Damage = (file: number[]) => number[];
const at = fc.double({ min: 0, max: 1, noNaN: true });
const index = (file: number[], where: number): number => Math.floor(where * file.length);
const damages: fc.Arbitrary<Damage> = fc.oneof(
  at.map(
    (where): Damage =>
      (file) =>
        file.slice(0, index(file, where)),
  ),
  fc.tuple(at, fc.uint8Array({ maxLength: 20 })).map(
    ([where, bytes]): Damage =>
      (file) =>
        file.toSpliced(index(file, where), 0, ...bytes),
  ),
  fc.tuple(at, fc.nat(20)).map(
    ([where, count]): Damage =>
      (file) =>
        file.toSpliced(index(file, where), count),
  ),
  fc.tuple(at, byte).map(
    ([where, value]): Damage =>
      (file) =>
        file.length ? file.with(Math.min(index(file, where), file.length - 1), value) : file,
  ),
  fc.tuple(at, at).map(
    ([from, to]): Damage =>
      (file) => [...file, ...file.slice(index(file, from), index(file, to))],
  ),
);

/** Undefined if it is refused. Whatever else is thrown is a bug. */
function repair(file: Uint8Array): RepairedGif | undefined {
  const started = process.cpuUsage();
  try {
    return repairGif(file, MAX_BYTES);
  } catch (error) {
    if (error instanceof GifError) return undefined;
    throw error;
  } finally {
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(MOST_MS);
  }
}

function expectSound(file: Uint8Array, repaired: RepairedGif): void {
  const { width, height, frames, rewritten, looks } = repaired;
  const whole = rewritten ?? file;
  expect(whole.length).toBeLessThanOrEqual(MAX_BYTES);
  const strict = readStrictly(whole);
  expect([strict.width, strict.height, strict.frames.length]).toEqual([width, height, frames]);
  expect(repairGif(whole, MAX_BYTES)).toEqual({ width, height, frames, rewritten: undefined, looks });
}

test("what is written is read again, by the book and by the server, which leaves it as it is", () => {
  fc.assert(
    fc.property(gifs, (gif) => {
      const file = writeGif(gif);
      const { width, height, palette, loops } = gif;
      const frames = gif.frames.map(({ blocks, codeSize, palette: own, indices, ...look }) => ({
        ...look,
        palette: own && [...own],
        indices: [...indices],
      }));
      expect(readStrictly(file)).toEqual({ width, height, palette: [...palette!], loops, frames });
      const { looks } = repairGif(file, MAX_BYTES);
      expectSound(file, { width, height, frames: frames.length, rewritten: undefined, looks });
    }),
    { numRuns: 50 },
  );
});

test("whatever happens to a GIF, it is refused or becomes a sound one", () => {
  let [taken, refused] = [0, 0];
  fc.assert(
    fc.property(gifs, fc.array(damages, { minLength: 1, maxLength: 3 }), (gif, hits) => {
      const file = Uint8Array.from(hits.reduce((bytes, hit) => hit(bytes), [...writeGif(gif)]));
      const repaired = repair(file);
      if (repaired) expectSound(file, repaired);
      repaired ? taken++ : refused++;
    }),
    { numRuns: 300 },
  );
  expect(Math.min(taken, refused)).toBeGreaterThan(20);
});

test("random bytes behind a header never do harm", () => {
  const head = [
    ...Buffer.from("GIF89a"),
    9,
    0,
    9,
    0,
    0x80,
    0,
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    0x2c,
    0,
    0,
    0,
    0,
    9,
    0,
    9,
    0,
    0,
  ];
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(head.length), (bytes, kept) => {
      const file = Uint8Array.from([...head.slice(0, kept), ...bytes]);
      const repaired = repair(file);
      if (repaired) expectSound(file, repaired);
    }),
    { numRuns: 300 },
  );
});

test("pixels survive being written, in any number of colours", () => {
  const run = fc.tuple(byte, fc.integer({ min: 1, max: 9000 }));
  const rows = fc.array(run, { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(
      rows,
      fc.array(byte, { maxLength: 5000 }),
      fc.integer({ min: 2, max: 8 }),
      (runs, noise, codeSize) => {
        const all = [...runs.flatMap(([value, count]) => Array<number>(count).fill(value)), ...noise];
        const pixels = Uint8Array.from(all, (value) => value % 2 ** codeSize);
        const data = writeLzw(pixels, codeSize);
        const out = new Uint8Array(pixels.length);
        const whole = { pixels: pixels.length, bytes: data.length, isWhole: true };
        expect(readLzw(data, codeSize, pixels.length, { out })).toEqual(whole);
        expect(Buffer.from(out).equals(pixels)).toBe(true);
        const positions = Uint32Array.from(pixels.keys()).filter((at) => at % 7 < 2);
        const [clear, values] = [pixels[0]!, new Uint8Array(positions.length).fill(pixels[0]!)];
        const sample = { positions, values, clear };
        expect(readLzw(data, codeSize, pixels.length, { sample })).toEqual(whole);
        expect(values).toEqual(pixels.filter((_, at) => at % 7 < 2));
      },
    ),
    { numRuns: 20 },
  );
});
