/** @module-tag thorough */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { gif } from "../../support/gif.js";
import { useServer } from "../../support/server.js";
import { type Driver, ENTER } from "./driver.js";
import { openFirefox } from "./firefox.js";
import { openWebKit } from "./webkit.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "5000" });
const LIVE = "[data-live][data-state=on]";

let ann: Driver;
let bob: Driver;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const [firefox, webKit] = await Promise.all([openFirefox(), openWebKit()]);
  closers.push(firefox.close, webKit.close);
  ann = firefox.driver;
  bob = webKit.driver;
}, 90_000);

afterAll(() => Promise.all(closers.map((close) => close())));

async function sendGif(from: Driver, file: string, alt: string): Promise<void> {
  await from.type("#gif", file);
  await from.type(".parcel input.input", alt);
  await from.click(".say button");
}

async function leave(one: Driver): Promise<void> {
  await one.click(".room-bar .menu > summary");
  await one.click("form[action$='/leave'] button");
}

test("Firefox and WebKit meet in a room, talk, send each other GIFs, and leave", async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), "gif-chat-"));
  const file = path.join(dir, "cat.gif");
  await writeFile(file, gif({ width: 60, height: 40, frames: 3 }));

  await ann.open(server.url);
  await ann.type("#title", `Late night cats${ENTER}`);
  await ann.sees(LIVE);
  const room = String(await ann.evaluate("location.href"));
  await bob.open(server.url);
  const card = `[data-room='${room.split("/").pop()}']`;
  await bob.sees(`${card} .count`, "1 /");
  await bob.click(`${card} a`);
  await bob.sees(LIVE);
  await ann.sees(".line", "came in");

  await ann.type("#say", `hello from Firefox${ENTER}`);
  await bob.sees(".chat .words", "hello from Firefox");
  await bob.type("#say", `hello from WebKit${ENTER}`);
  await ann.sees(".chat .words", "hello from WebKit");

  for (const [from, to, alt] of [
    [ann, bob, "a cat leaps"],
    [bob, ann, "a cat lands"],
  ] as const) {
    await sendGif(from, file, alt);
    await to.until(`document.querySelector("img[alt='${alt}']")?.naturalWidth`);
  }

  await leave(bob);
  await bob.sees(".hero");
  await ann.sees(".line", "left");
  await leave(ann);
  await ann.click("dialog .danger");
  await ann.sees(".hero");
  await bob.until(`!document.querySelector("${card}")`);
  expect(await ann.evaluate("location.href")).toBe(`${server.url}/`);
  await rm(dir, { recursive: true });
});
