import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, test } from "vitest";
import { useServer } from "../../support/server.js";
import type { Inspector } from "../quality/inspector.js";
import { isLive, openRoom } from "../support.js";
import { coveredControls, pictures, recordVideo, WATCH } from "./in-page.js";

const sizes = ["320x480", "360x430", "360x740", "390x844", "600x430", "600x900", "740x360", "1440x900"];

async function showsAllControls(page: Page): Promise<void> {
  const before = page.viewportSize()!;
  for (const size of sizes) {
    const [width, height] = size.split("x").map(Number) as [number, number];
    await page.setViewportSize({ width, height: height + 300 });
    await page.focus("#maker-caption");
    await page.setViewportSize({ width, height });
    await expect.poll(() => page.evaluate(IN_SIGHT)).toBe(true);
    expect([size, await coveredControls(page)]).toEqual([size, []]);
  }
  await page.setViewportSize(before);
}

const IN_SIGHT = `(() => {
  const { left, right, top, bottom } = document.activeElement.getBoundingClientRect();
  return document.elementFromPoint((left + right) / 2, (top + bottom) / 2) === document.activeElement;
})()`;

/** The browser has a camera that is not a real one. */
export function testMakerStates(
  { person, isFine }: Inspector,
  kinds: [name: string, options: BrowserContextOptions][],
): void {
  const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000" });

  test.each(kinds)("nothing is wrong with the steps of making a GIF on %s", async (_, options) => {
    const ann = await person(options);
    await ann.addInitScript(WATCH);
    await openRoom(ann, server.url);
    await isLive(ann);
    const video = await recordVideo(ann, 7000);
    const choose = async (kind: string, files: Parameters<typeof ann.setInputFiles>[1]) => {
      const chooser = ann.waitForEvent("filechooser");
      await ann.click(`[data-source=${kind}]`);
      await (await chooser).setFiles(files);
    };
    const goBack = () => ann.click(".maker-bar button:first-child");
    await ann.click("[data-add-gif] > summary");
    await ann.click("[data-make]");
    await ann.waitForSelector(".maker-tile");
    await isFine(ann, "sources");
    await choose("video", video);
    await ann.waitForSelector(".maker-strip.part");
    await isFine(ann, "part of a video");
    await goBack();
    await choose("pictures", await pictures());
    await ann.waitForSelector(".maker-pictures");
    await isFine(ann, "pictures");
    await goBack();
    await ann.click("[data-source=camera]");
    await ann.waitForSelector(".maker-record:enabled");
    await isFine(ann, "camera");
    await ann.press(".maker-slider input", "Home");
    await ann.click(".maker-record");
    await ann.waitForSelector(".maker-edit");
    await ann.waitForSelector(".maker-result .primary:enabled");
    await isFine(ann, "edit");
    await showsAllControls(ann);
    await ann.click(".maker-crop-panel > button");
    await ann.waitForSelector(".maker-crop-frame");
    await isFine(ann, "crop");
    expect(await ann.evaluate("document.documentElement.scrollWidth > innerWidth")).toBe(false);
    await goBack();
    await ann.click("dialog.box .danger");
    await ann.waitForSelector(".maker-record:enabled");
    await ann.evaluate(`navigator.mediaDevices.getUserMedia = async () => {
      throw new DOMException("", "NotAllowedError");
    }`);
    await goBack();
    await ann.click("[data-source=camera]");
    await ann.waitForSelector(".maker-problem");
    await isFine(ann, "refused camera");
  });
}
