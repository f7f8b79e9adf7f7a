import { readdir } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { gif } from "../../support/gif.js";
import { ServerProcess } from "../../support/server-process.js";
import { enter, file, isLive, isStored, ofRefusals, say, sees, useBrowser, words } from "../support.js";

const { person } = useBrowser(ofRefusals);

/** The program as `npm start` starts it, with nothing set but where it may put things, and nothing there yet. */
test("a room's whole story, from the first start to the last one who leaves", async () => {
  const child = await ServerProcess.start();
  const files = async () =>
    (await readdir(path.join(child.dir, "uploads"), { recursive: true })).filter((name) => name !== ".tmp");
  const [ann, bob, watcher] = await Promise.all([person(), person(), person()]);
  await enter(watcher, child.url);
  await watcher.waitForSelector("[data-nothing]:not([hidden])");

  await ann.goto(child.url);
  await ann.fill("#title", "Late night cats");
  await ann.click("form[action='/room'] summary");
  await ann.fill("#max", "2");
  await ann.fill("#password", "meow");
  await ann.click("form[action='/room'] button.primary");
  await ann.waitForURL(/\/room\//);
  await isLive(ann);
  const room = ann.url();
  const card = `[data-room='${room.split("/").pop()}']`;
  await sees(watcher, `${card} .count`, "1 / 2");
  await say(ann, "welcome, all cats");
  await ann.setInputFiles("#gif", file(gif({ width: 120, height: 80, frames: 3 })));
  await ann.locator(".parcel input.input").fill("a cat leaps");
  await ann.click(".say button");
  await ann.waitForSelector(".mine[data-seq='2'] img[alt='a cat leaps']");
  // The room's folder, the picture and its still; in a calm moment, a small version as well.
  await expect.poll(async () => (await files()).length).toBeGreaterThanOrEqual(3);

  await bob.goto(room);
  await bob.fill("#password", "woof");
  await bob.click("form[action$='/enter'] button.primary");
  await sees(bob, ".field-error", "not the password");
  await bob.fill("#password", "meow");
  await bob.click("form[action$='/enter'] button.primary");
  await isLive(bob);
  expect(bob.url()).toBe(room);
  expect(await words(bob)).toEqual(["welcome, all cats"]);
  const picture = bob.locator("img[alt='a cat leaps']");
  await expect
    .poll(() => picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth))
    .toBeGreaterThan(0);
  await sees(watcher, `${card} .count`, "2 / 2");
  await watcher.goto(room);
  await watcher.fill("#password", "meow");
  await watcher.click("form[action$='/enter'] button.primary");
  await sees(watcher, ".flash", "Every seat in this room is taken");
  await isLive(watcher);

  await say(bob, "helo");
  await sees(ann, ".words", "helo");
  await isStored(bob, "helo");
  await bob.keyboard.press("ArrowUp");
  await bob.keyboard.press("Control+A");
  await bob.keyboard.type("hello");
  await bob.keyboard.press("Enter");
  await sees(ann, ".words", "hello edited");
  await ann.locator(".chat[data-seq='2'] .tools > summary").click({ force: true });
  await ann.click(".tools[open] [data-remove] button");
  await ann.click("dialog .danger");
  await bob.waitForSelector(".chat[data-seq='2'] .removed");
  await expect.poll(files).toEqual([]);
  await ann.setInputFiles("#gif", file(gif({ width: 60, height: 40 })));
  await ann.click(".say button");
  await bob.waitForSelector(".chat[data-seq='4'] .gif");

  for (const someone of [bob, ann]) {
    // The last one is asked first.
    if (someone === ann) await ann.locator(".member").nth(1).waitFor({ state: "detached" });
    await someone.click(".room-bar .menu > summary");
    await someone.click("form[action$='/leave'] button");
    if (someone === ann) await ann.click("dialog .danger");
    await someone.waitForURL(`${child.url}/`);
  }
  await watcher.locator(card).waitFor({ state: "detached" });
  await expect.poll(files).toEqual([]);
  await bob.goto(room);
  await sees(bob, ".flash", "gone");
  await Promise.all([ann, bob, watcher].map((page) => page.goto("about:blank")));
  expect(await child.end()).toBe(0);
  expect(child.errors).toBe("");
  await child.clean();
});
