/** @module-tag thorough */
import type { Frame, Page } from "playwright-core";
import { expect, test } from "vitest";
import { file, ofRefusals, useBrowser } from "../browser/support.js";
import { gif } from "../support/gif.js";
import { CHAT, useEmbeddedChat, useOtherSites } from "./embedder.js";

/** Chromium's own words about a frame that it does not show. */
const NOT_SHOWN = /frame-ancestors/;
const { person } = useBrowser(NOT_SHOWN, ofRefusals);
const server = useEmbeddedChat(["one.localhost", "two.localhost"], { OPERATOR_TOKEN: "x".repeat(32) });
const pageOf = useOtherSites();

test("a room in a frame: one visitor for each site, who talks, sends a picture and comes back, with scripts or without", async () => {
  const bob = await server.visitor();
  const { _id } = await bob.open({ title: "Late night cats" });
  const seat = await bob.enter(_id);
  const isHeard = (text: string) => seat.until(() => seat.chats.some(({ chat }) => chat === text));
  const room = `${CHAT}/room/${_id}`;
  const [ann, plain] = [await person(), await person({ javaScriptEnabled: false })];

  const frame = await show(ann, pageOf("one.localhost", room));
  const first = await meIn(frame);
  await frame.fill("#say", "from a frame");
  await frame.press("#say", "Enter");
  await isHeard("from a frame");
  await frame.setInputFiles("#gif", file(gif({ width: 60, height: 40 })));
  await frame.click(".say .button");
  await seat.until(() => seat.chats.some((chat) => chat.gif));
  const isDrawn =
    "(() => { const image = document.querySelector('.gif img'); return image?.naturalWidth > 0; })()";
  await expect.poll(() => frame.evaluate(isDrawn)).toBe(true);
  expect(await frame.locator(".room-bar a[href='/']").count()).toBe(0);
  const [tab] = await Promise.all([ann.context().waitForEvent("page"), frame.click(".room-bar a[target]")]);
  await tab.waitForSelector("[data-live][data-state=on]");
  expect(await tab.locator("main").getAttribute("data-me")).not.toBe(first);
  expect(await tab.locator(".room-bar [data-back]").count()).toBe(1);
  await tab.close();
  await ann.reload();
  expect(await meIn(await show(ann))).toBe(first);
  expect(await meIn(await show(ann, pageOf("two.localhost", room)))).not.toBe(first);
  expect(await meIn(await show(ann, pageOf("one.localhost", room)))).toBe(first);

  const kept = (await ann.context().cookies()) as { name: string; sameSite: string; partitionKey?: string }[];
  const keys = kept.filter(({ name }) => name === "gif-chat-embed").map(({ partitionKey }) => partitionKey);
  expect(keys.map((key) => /\w+\.localhost/.exec(String(key))?.[0]).sort()).toEqual([
    "one.localhost",
    "two.localhost",
  ]);

  await plain.goto(pageOf("one.localhost", room));
  const still = await frameIn(plain);
  await still.fill("#say", "without scripts");
  await still.click(".say .button");
  await isHeard("without scripts");
  await still.click(".room-bar .menu > summary");
  await still.click("form[action$='/leave'] button");
  await still.waitForSelector(".nothing > .primary");
  await still.click(".nothing > .primary");
  await still.waitForSelector("#say");
  seat.close();
});

test("who is sent out in a frame reads nothing of other rooms, and finds the way to a full tab", async () => {
  const bob = await server.visitor();
  const { _id } = await bob.open({ title: "Late night cats" });
  const seat = await bob.enter(_id);
  const frame = await show(await person(), pageOf("one.localhost", `${CHAT}/room/${_id}`));
  await seat.call("kick", { member: await meIn(frame) });
  const ended = frame.locator(".ended");
  await ended.waitFor();
  expect(await ended.innerText()).toBe("You were sent out of the room.");
  await frame.locator(".room-bar > a[target]").waitFor();
  seat.close();
});

test("no other site shows a room, and no site what is not about a room", async () => {
  const { _id } = await (await server.visitor()).open();
  const page = await person();
  for (const [host, path, isShown] of [
    ["three.localhost", `/room/${_id}`, false],
    ["one.localhost", "/operator", false],
    ["one.localhost", `/room/${_id}/along`, false],
    ["one.localhost", "/room", false],
    ["one.localhost", `/room/${_id}?spectate=on`, true],
  ] as const) {
    await page.goto(pageOf(host, CHAT + path));
    const frame = page.frames()[1]!;
    await expect.poll(() => frame.url()).toMatch(isShown ? /spectate/ : /^chrome-error:/);
  }
});

test("a frame of a third site in a listed one takes no seat, and a redirect in a frame loses no visitor", async () => {
  const ann = await server.visitor();
  const { _id } = await ann.open();
  const { _id: other } = await ann.open({ title: "Elsewhere" });
  const page = await person();
  await show(page, pageOf("one.localhost", `${CHAT}/room/${_id}`));
  const people = async () => (await ann.json("GET", `/room/${other}?spectate=on`)).body.room.people;
  const before = await people();
  const hidden = pageOf("three.localhost", `${CHAT}/room/${other}`, "no-referrer");
  await page.goto(pageOf("one.localhost", hidden));
  await expect.poll(() => page.frames()[2]?.url()).toMatch(/^chrome-error:/);
  expect(await people()).toBe(before);
  await page.goto(pageOf("one.localhost", `${CHAT}/room/nowhere`));
  await (await frameIn(page)).waitForSelector(".flash.error");
});

async function show(page: Page, url?: string): Promise<Frame> {
  if (url) await page.goto(url);
  const frame = await frameIn(page);
  await frame.waitForSelector("[data-live][data-state=on]");
  return frame;
}

async function frameIn(page: Page): Promise<Frame> {
  const frame = page.frames()[1]!;
  await frame.waitForSelector("main");
  return frame;
}

const meIn = (frame: Frame) => frame.getAttribute("main", "data-me");
