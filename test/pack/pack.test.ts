import { readdirSync, readFileSync } from "node:fs";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { SIDE } from "../../src/build/pack/drawing/scene.js";
import { languages } from "../../src/shared/i18n/languages.js";
import { packNames } from "../../src/shared/pack/names.js";
import { readStrictly } from "../support/strict-gif.js";
import { compareToScene, measureSteps } from "./compare.js";

const MOST_BYTES = 40_000;
const folder = new URL("../../public/pack/", import.meta.url);
const read = (name: string): Buffer => readFileSync(new URL(name, folder));

describe("the pack", () => {
  test("has some forty names, each once and fit for a path", () => {
    expect(packNames.length).toBeGreaterThanOrEqual(40);
    expect(new Set(packNames).size).toBe(packNames.length);
    expect(packNames.filter((name) => !/^[a-z]+(?:-[a-z]+)*$/.test(name))).toEqual([]);
  });

  test("has a moving file and a still for each name, a license, and nothing else", () => {
    const files = packNames.flatMap((name) => [`${name}.gif`, `${name}.webp`]);
    expect(readdirSync(folder).sort()).toEqual(["LICENSE", ...files].sort());
    expect(read("LICENSE").toString()).toContain("CC0 1.0");
  });

  test.each(packNames)("%s is small, smooth and loops forever", async (name) => {
    const gif = read(`${name}.gif`);
    const { width, pageHeight, pages, loop, delay, format } = await sharp(gif, { animated: true }).metadata();
    expect({ width, pageHeight, loop, format }).toEqual({
      width: SIDE,
      pageHeight: SIDE,
      loop: 0,
      format: "gif",
    });
    expect(gif.length).toBeLessThanOrEqual(MOST_BYTES);
    expect(pages).toBeGreaterThanOrEqual(8);
    const lasts = delay!.reduce((sum, one) => sum + one, 0);
    expect(lasts).toBeGreaterThanOrEqual(1000);
    expect(lasts).toBeLessThanOrEqual(3000);
    const still = await sharp(read(`${name}.webp`)).metadata();
    expect([still.width, still.height, still.pages ?? 1]).toEqual([SIDE, SIDE, 1]);
  });

  test.each(packNames)("%s begins where it ends", async (name) => {
    const { seam, largest } = await measureSteps(read(`${name}.gif`));
    expect(seam).toBeLessThanOrEqual(largest * 1.25);
  });

  test.each(["popcorn", "waiting"] as const)("%s is by the book and what the code draws", async (name) => {
    expect(readStrictly(read(`${name}.gif`)).loops).toBe(0);
    expect(await compareToScene(read(`${name}.gif`), name)).toEqual([]);
  });

  test("has a contact sheet in the docs", async () => {
    const sheet = await sharp("docs/pack.png").metadata();
    expect(sheet.width).toBeGreaterThan(1000);
  });
});

describe.each(languages)("the words of the pack in %s", (lang) => {
  const file = readFileSync(`src/browser/pack-words/${lang}.txt`, "utf8");
  const lines = file
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t"));

  test("are there for each name, in its order", () => {
    expect(lines.map(([name]) => name)).toEqual([...packNames]);
  });

  test("have a short title of its own, and several words to search for", () => {
    expect(lines.filter((fields) => fields.length !== 3)).toEqual([]);
    const titles = lines.map(([, title]) => title!);
    expect(new Set(titles).size).toBe(titles.length);
    expect(titles.filter((title) => !title || title.length > 24 || /[!！]/.test(title))).toEqual([]);
    expect(lines.filter(([, , words]) => new Set(words!.split(" ")).size < 3)).toEqual([]);
  });
});
