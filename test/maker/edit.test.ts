import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isRightToLeft, wrapText } from "../../src/browser/maker/engine/caption.js";
import { sizeFor, toSequence } from "../../src/browser/maker/engine/edit.js";
import { type Plan, reduce } from "../../src/browser/maker/engine/fit.js";
import { thin, toDelays } from "../../src/browser/maker/engine/gif/delays.js";
import type { ClipFrame, Edit } from "../../src/browser/maker/engine/types.js";

const clipOf = (...durations: number[]) => ({
  frames: durations.map((durationMs) => ({ durationMs }) as ClipFrame),
});

const edit = (changes: Partial<Edit> = {}) =>
  ({
    ...{ from: 0, to: 5, speed: 1, boomerang: false, ...changes },
  }) as Pick<Edit, "from" | "to" | "speed" | "boomerang">;

const whole = { crop: { x: 0, y: 0, width: 1, height: 1 } };
const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

describe("the sequence of frames", () => {
  const clip = clipOf(80, 80, 100, 80, 80);
  const indexes = (changes: Partial<Edit>) => toSequence(clip, edit(changes)).map(({ index }) => index);

  test("is trimmed, and goes forth and back without a stop at its ends", () => {
    expect(indexes({})).toEqual([0, 1, 2, 3, 4]);
    expect(indexes({ from: 1, to: 4 })).toEqual([1, 2, 3]);
    expect(indexes({ from: 1, to: 4, boomerang: true })).toEqual([1, 2, 3, 2]);
    expect(indexes({ boomerang: true })).toEqual([0, 1, 2, 3, 4, 3, 2, 1]);
    expect(indexes({ from: 2, to: 3, boomerang: true })).toEqual([2]);
    expect(indexes({ from: 3, to: 3 })).toEqual([]);
    expect(indexes({ from: -1, to: 99 })).toEqual([0, 1, 2, 3, 4]);
  });

  test("is slower or faster", () => {
    const durations = (speed: Edit["speed"]) =>
      toSequence(clip, edit({ speed })).map(({ durationMs }) => durationMs);
    expect(durations(0.5)).toEqual([160, 160, 200, 160, 160]);
    expect(durations(2)).toEqual([40, 40, 50, 40, 40]);
  });
});

describe("delays", () => {
  test("sum up to the whole time, and none is too short for browsers", () => {
    const times = fc.array(fc.double({ min: 1, max: 500, noNaN: true }), { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(times, (durations) => {
        const delays = toDelays(durations.map((durationMs, index) => ({ index, durationMs })));
        const total = Math.max(2, Math.round(sum(durations) / 10));
        expect(sum(delays.map(({ delay }) => delay))).toBe(total);
        expect(Math.min(...delays.map(({ delay }) => delay))).toBeGreaterThanOrEqual(2);
      }),
    );
  });

  test("carry what rounding leaves along", () => {
    const third = Array.from({ length: 30 }, (_, index) => ({ index, durationMs: 100 / 3 }));
    expect(
      toDelays(third)
        .map(({ delay }) => delay)
        .slice(0, 6),
    ).toEqual([3, 4, 3, 3, 4, 3]);
    expect(sum(toDelays(third).map(({ delay }) => delay))).toBe(100);
  });

  test("stay the same in sum with fewer frames", () => {
    const frames = toDelays([80, 80, 80, 80, 80].map((durationMs, index) => ({ index, durationMs })));
    expect(thin(frames, 2)).toEqual([
      { index: 0, delay: 16 },
      { index: 2, delay: 16 },
      { index: 4, delay: 8 },
    ]);
    expect(thin(frames, 1)).toEqual(frames);
  });
});

test("a GIF has the shape of the cut, and is never larger than the clip", () => {
  const clip = { width: 480, height: 360 };
  expect(sizeFor(clip, whole, 320)).toEqual({ width: 320, height: 240 });
  expect(sizeFor(clip, { crop: { x: 0.25, y: 0, width: 0.5, height: 1 } }, 320)).toEqual({
    width: 213,
    height: 320,
  });
  expect(sizeFor({ width: 64, height: 48 }, whole, 320)).toEqual({ width: 64, height: 48 });
  expect(sizeFor({ width: 480, height: 1 }, whole, 100)).toEqual({ width: 100, height: 1 });
});

describe("a file that is too large", () => {
  const plan: Plan = { side: 320, every: 1, colors: 256 };

  test("gets smaller, then slower, then has fewer colours", () => {
    expect(reduce(plan, 1_500_000, 1_000_000)).toEqual({ side: 247, every: 1, colors: 256 });
    expect(reduce(plan, 4_000_000, 1_000_000)).toEqual({ side: 200, every: 2, colors: 256 });
    expect(reduce(plan, 10_000_000, 1_000_000)).toEqual({ side: 200, every: 3, colors: 64 });
    expect(reduce(plan, 20_000_000, 1_000_000)).toEqual({ side: 151, every: 3, colors: 64 });
  });

  test("fits in the end, or cannot get any smaller", () => {
    const bytesOf = ({ side, every, colors }: Plan) => 900 + (side ** 2 * colors) / every;
    fc.assert(
      fc.property(fc.integer({ min: 20_000, max: 9_000_000 }), (maxBytes) => {
        let now: Plan | undefined = plan;
        let tries = 1;
        for (; now && bytesOf(now) > maxBytes; tries++) now = reduce(now, bytesOf(now), maxBytes);
        expect(now).toBeDefined();
        expect(tries).toBeLessThanOrEqual(4);
      }),
    );
    expect(reduce({ side: 16, every: 3, colors: 64 }, 2000, 1000)).toBeUndefined();
  });
});

describe("a caption", () => {
  const upTo = (length: number) => (line: string) => [...line].length <= length;

  test("breaks between words, and inside a word only where it must", () => {
    expect(wrapText("this is a caption", upTo(9))).toEqual(["this is a", "caption"]);
    expect(wrapText("안녕하세요 여러분 반가워요", upTo(9))).toEqual(["안녕하세요 여러분", "반가워요"]);
    expect(wrapText("a Donaudampfschiff", upTo(8))).toEqual(["a", "Donaudam", "pfschiff"]);
    expect(wrapText("今日はいい天気です", upTo(5)).join("")).toBe("今日はいい天気です");
    expect(wrapText("one\n\ntwo", upTo(9))).toEqual(["one", "two"]);
    expect(wrapText("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", upTo(10))).toEqual(["👩‍👩‍👧👩‍👩‍👧", "👩‍👩‍👧"]);
  });

  test("is written from where its first letter begins", () => {
    expect(["שלום", "12 مرحبا!", "🎉 سلام"].map(isRightToLeft)).toEqual([true, true, true]);
    expect(["hello שלום", "안녕", "123", ""].map(isRightToLeft)).toEqual([false, false, false, false]);
  });
});
