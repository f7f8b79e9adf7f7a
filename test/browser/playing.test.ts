import { expect, test } from "vitest";
import { choosePlaying, toDecodedBytes } from "../../src/browser/gifs/playing/play-budget.js";

const size = { width: 800, height: 600, frames: 10 };

test("what moves is counted as pixels of all frames, of the small version where there is one", () => {
  expect(toDecodedBytes(size, false)).toBe(800 * 600 * 10 * 4);
  expect(toDecodedBytes(size, true)).toBe(480 * 360 * 10 * 4);
  expect(toDecodedBytes({ width: 100, height: 80, frames: 2 }, true)).toBe(100 * 80 * 2 * 4);
});

test("as many move as the memory allows: what the visitor started, then what is nearest to the middle", () => {
  const [far, near, chosen, huge] = [
    { bytes: 40, distance: 300, isChosen: false },
    { bytes: 40, distance: 20, isChosen: false },
    { bytes: 40, distance: 900, isChosen: true },
    { bytes: 1000, distance: 0, isChosen: false },
  ];
  expect([...choosePlaying([far, near, chosen], 100)]).toEqual([chosen, near]);
  expect([...choosePlaying([far, near, huge], 100)]).toEqual([huge]);
  expect([...choosePlaying([far, chosen, huge], 100)]).toEqual([chosen, far]);
  expect([...choosePlaying([], 100)]).toEqual([]);
});
