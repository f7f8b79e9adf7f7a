/** @module-tag thorough */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { comment, loop } from "../../support/gif.js";
import { control, header, image, lzw, screen } from "../../support/gif-parts.js";
import { useServer } from "../../support/server.js";
import { enter, moving as movingPicture, useBrowser } from "../support.js";

const server = useServer({ RATE_LIMITS: "off" });
const { person } = useBrowser();

const COUNT = 50;
const WIDTH = 640;
const HEIGHT = 480;
const FRAMES = 24;

/** 28 MB each when all frames are decoded. */
const frames = Array.from({ length: FRAMES }, (_, i) => [
  ...control(4),
  ...image({
    width: WIDTH,
    height: HEIGHT,
    data: lzw(WIDTH, HEIGHT, (x, y) => (((x + i * 9) >> 5) % 2) ^ ((y >> 4) % 2)),
  }),
]).map((bytes) => Buffer.from(bytes));

const largeGif = (number: number): Buffer =>
  Buffer.concat([
    Buffer.from([...header(), ...screen(WIDTH, HEIGHT)]),
    ...[loop, comment(`number ${number}`), ...frames, Buffer.from([0x3b])],
  ]);

/** Of the process that shows the page, as the system counts it. */
async function memoryOf(page: Page): Promise<number> {
  const session = await page.context().browser()!.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === "renderer");
  const sizes = await Promise.all(
    renderers.map(async ({ id }) => {
      const status = await readFile(`/proc/${id}/status`, "utf8");
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    }),
  );
  return Math.max(...sizes);
}

const shows = (page: Page, frameCount: number) =>
  page.evaluate(`new Promise((resolve) => {
    let left = ${frameCount};
    const next = () => (left-- ? requestAnimationFrame(next) : resolve());
    next();
  })`);

const moving = (page: Page): Promise<number> =>
  page
    .locator(".gif img")
    .evaluateAll((all) => all.filter((one) => /\.gif$|small/.test(one.getAttribute("src")!)).length);

test("fifty large GIFs scroll by, and the page's memory stays bounded", async () => {
  const talker = await server.visitor();
  const { _id: room } = await talker.open();
  await talker.enter(room);
  for (let i = 0; i < COUNT; i++) {
    const { status } = await talker.upload(room, largeGif(i), { alt: `number ${i}` });
    expect(status).toBe(201);
  }
  const ann = await person();
  await enter(ann, `${server.url}/room/${room}`);
  const before = await memoryOf(ann);
  const seen: number[] = [];
  let most = 0;
  for (let i = COUNT - 1; i >= 0; i--) {
    await ann.locator(`.gif img[alt='number ${i}']`).scrollIntoViewIfNeeded();
    await ann.waitForSelector(`.gif img[alt='number ${i}']${movingPicture}`);
    await shows(ann, 40);
    seen.push(await memoryOf(ann));
    most = Math.max(most, await moving(ann));
  }
  const highest = Math.max(...seen);
  const devtools = await ann.context().newCDPSession(ann);
  await devtools.send("Memory.simulatePressureNotification", { level: "critical" });
  await shows(ann, 40);
  const figures = { before, highest, pressed: await memoryOf(ann) };
  console.info(`MB at first, at most, under pressure: ${Object.values(figures).map(Math.round).join(", ")}`);
  // All of them are 1,400 MB; Chromium keeps some 350 to 450 of it for as long as nothing else wants the memory.
  expect(highest - before).toBeLessThan(600);
  expect(figures.pressed - before).toBeLessThan(100);
  // 150 MiB of frames: five pictures as they were sent, nine small ones.
  expect(most).toBeLessThanOrEqual(9);
});
