import { expect, test } from "vitest";
import { fitCrop, moveCrop, resizeCrop, whole } from "../../src/browser/maker/edit/crop-math.js";

const size = { width: 480, height: 360 };
const end = { x: 1, y: 1 } as const;
const start = { x: 0, y: 0 } as const;

test("a crop of fixed proportions is as large as it fits, in the middle", () => {
  expect(fitCrop(size, 1)).toEqual({ x: 0.125, y: 0, width: 0.75, height: 1 });
  expect(fitCrop(size, 4 / 3)).toEqual(whole);
  expect(fitCrop({ width: 90, height: 160 }, 16 / 9)).toMatchObject({ x: 0, width: 1 });
});

test("a crop stays inside the picture, wherever it is moved", () => {
  const crop = { x: 0.25, y: 0.25, width: 0.5, height: 0.5 };
  expect(moveCrop(crop, 0.125, -0.125)).toEqual({ ...crop, x: 0.375, y: 0.125 });
  expect(moveCrop(crop, 9, -9)).toEqual({ ...crop, x: 0.5, y: 0 });
});

test("a corner moves while the opposite one stays, and neither leaves the picture nor makes it vanish", () => {
  const crop = { x: 0.25, y: 0.25, width: 0.5, height: 0.5 };
  expect(resizeCrop(crop, start, -0.125, 0.125)).toEqual({ x: 0.125, y: 0.375, width: 0.625, height: 0.375 });
  expect(resizeCrop(crop, end, 9, 9)).toEqual({ x: 0.25, y: 0.25, width: 0.75, height: 0.75 });
  expect(resizeCrop(crop, end, -9, -9)).toEqual({ x: 0.25, y: 0.25, width: 0.1, height: 0.1 });
});

test("a corner keeps fixed proportions, at the edge of the picture too", () => {
  const share = 0.75;
  const crop = { x: 0.25, y: 0, width: 0.375, height: 0.5 };
  const smaller = resizeCrop(crop, end, -0.1, -0.1 / share, share);
  expect(smaller.width / smaller.height).toBeCloseTo(share);
  expect(smaller.width).toBeCloseTo(0.275);
  const largest = resizeCrop(crop, end, 9, 0, share);
  expect(largest).toEqual({ x: 0.25, y: 0, width: 0.75, height: 1 });
  expect(resizeCrop(crop, start, 9, 9, share).height).toBeCloseTo(0.1 / share);
});
