import { expect, test } from "vitest";
import type { Animation } from "../../src/services/gifs/animations/animation.js";
import { toGif } from "../../src/services/gifs/animations/convert.js";
import { Pace } from "../../src/services/gifs/animations/pace.js";
import { GifError } from "../../src/services/gifs/codec/gif-format.js";
import { green, pngChunk, pngHeader, pngOf, red, rows } from "../support/picture-files.js";

const SIDE = 200;
const pictures = [red, green].map((colour) =>
  pngOf(pngHeader(SIDE, SIDE), pngChunk("IDAT", rows(SIDE, SIDE, colour)), pngChunk("IEND")),
);

/** Each frame takes as long as the clock says. */
function slow(count: number, msEach: number) {
  const clock = { ms: 0, decoded: 0 };
  const frame = { left: 0, top: 0, width: SIDE, height: SIDE };
  const animation: Animation = {
    ...{ width: SIDE, height: SIDE, plays: 0 },
    frames: Array.from({ length: count }, () => ({
      ...{ ...frame, delayMs: 50, blends: false, dispose: "keep" as const, parts: [] },
    })),
    toFile: () => {
      clock.ms += msEach;
      return pictures[clock.decoded++ % 2]!;
    },
  };
  return { clock, convert: (maxBytes: number) => toGif(animation, maxBytes, () => clock.ms) };
}

const tooBig = expect.objectContaining({ code: "GIF_TOO_BIG" });

test("what will take too long is refused after its first frames", async () => {
  const { clock, convert } = slow(300, 50);
  await expect(convert(1_000_000)).rejects.toEqual(tooBig);
  expect(clock.decoded).toBeLessThan(30);
});

test("another attempt is begun only while there is time for it", () => {
  const clock = { ms: 1000 };
  const pace = new Pace(50_000_000, () => clock.ms);
  clock.ms += 2000;
  expect(pace.nextAttempt()).toBe(3);
  clock.ms += 3000;
  expect(pace.nextAttempt()).toBe(1);
  clock.ms += 2000;
  expect(() => pace.nextAttempt()).toThrow(GifError);
});

test("few pixels get more time, since only other work can make them slow", () => {
  for (const [pixels, ends] of [
    [50_000_000, 9],
    [5_000_000, 26],
  ] as const) {
    const clock = { ms: 0 };
    const pace = new Pace(pixels, () => clock.ms);
    const run = (): void => {
      for (let done = 0; done < 100; done++, clock.ms += 1000) pace.assertInTime(done, 1);
    };
    expect(run).toThrow(GifError);
    expect(clock.ms).toBe(ends * 1000);
  }
});

test("a slow first frame says nothing about the others", () => {
  const clock = { ms: 0 };
  const pace = new Pace(50_000_000, () => clock.ms);
  pace.assertInTime(0, 300);
  clock.ms += 2000;
  for (let done = 1; done < 300; done++, clock.ms += 5) pace.assertInTime(done, 300);
  expect(pace.nextAttempt()).toBeLessThan(1.5);
});
