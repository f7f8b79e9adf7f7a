/** @module-tag thorough */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { packNames } from "../../src/shared/pack/names.js";
import { readStrictly } from "../support/strict-gif.js";
import { compareToScene } from "./compare.js";

test.each(packNames)("%s is by the book and what the code draws", async (name) => {
  const gif = readFileSync(`public/pack/${name}.gif`);
  expect(readStrictly(gif).loops).toBe(0);
  expect(await compareToScene(gif, name)).toEqual([]);
});
