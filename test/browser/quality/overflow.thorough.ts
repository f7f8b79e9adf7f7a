/** @module-tag thorough */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { languages } from "../../../src/shared/i18n/languages.js";
import { useServer } from "../../support/server.js";
import { isAtRest, isLive, ofRefusals, openRoom, say, useBrowser } from "../support.js";
import { findCut } from "./overflow.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000" });
const { person } = useBrowser(ofRefusals);

async function fits(page: Page, state: string): Promise<void> {
  await isAtRest(page);
  expect.soft([state, await findCut(page)]).toEqual([state, []]);
}

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(server.url + path);
  await fits(page, path);
}

test.each(languages)("in %s, no text is cut off or leaves its place at 320 pixels", async (lang) => {
  const seen: string[] = [];
  const phone = { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true };
  const ann = await person({ ...phone, locale: lang });
  ann.on("request", (request) => seen.push(new URL(request.url()).pathname));
  const owner = await server.visitor();
  const [secret, locked, watched] = [
    await owner.open({ title: "Late night cats and dogs", password: "x" }),
    await owner.open({ title: "locked" }),
    await owner.open({ max: 2 }),
  ];
  await owner.json("PATCH", `/room/${locked._id}`, { locked: true });
  for (const { _id } of [secret, watched]) await owner.page(`/room/${_id}`);
  await owner.say(watched._id, "hello");
  for (const path of ["/", "/?q=nothing", "/room", "/nowhere", "/along"]) await visit(ann, path);
  for (const { _id } of [secret, locked]) await visit(ann, `/room/${_id}`);
  await ann.fill("#message", "hello");
  await ann.click("form[action$='/knock'] button");
  await ann.waitForURL(/room/);
  await fits(ann, "waiting at the door");
  await visit(ann, `/room/${watched._id}?spectate=on`);

  await ann.goto(server.url);
  await ann.click(".languages > summary");
  await fits(ann, "the list of languages");
  await ann.keyboard.press("Escape");
  await ann.click(".you > summary");
  await fits(ann, "the visitor's menu");
  await ann.keyboard.press("Escape");
  await ann.click(".open-room > summary");
  await ann.click("form[action='/room'] summary");
  await fits(ann, "the form");

  const room = new URL(await openRoom(ann, server.url, "Late night cats and dogs")).pathname;
  await isLive(ann);
  await fits(ann, "alone in a room");
  const guest = await server.visitor();
  const client = await guest.enter(room.split("/").pop()!);
  await client.call("chat", { chat: "hello" });
  await say(ann, "hi");
  await ann.waitForSelector(".chat[data-seq].mine");
  await fits(ann, "a conversation");
  await ann.click(".mine .tools > summary");
  await fits(ann, "a message's tools");
  await ann.click(".tools[open] [data-remove] button");
  await ann.waitForSelector("dialog[open]");
  await fits(ann, "a question");
  await ann.keyboard.press("Escape");
  await ann.click(".room-bar .menu > summary");
  await ann.click(".room-bar .languages > summary");
  await fits(ann, "the menu");
  await ann.keyboard.press("Escape");
  await ann.click(".to-people");
  await ann.locator(".member .sure > summary").first().click();
  await fits(ann, "the people");
  for (const page of ["settings", "hosts", "invites", "hooks", "knocks", "along"])
    await visit(ann, `${room}/${page}`);
  await ann.goto(`${server.url}${room}/invites`);
  await ann.click("form[action$='/invites'] button");
  await ann.waitForSelector(".share");
  await fits(ann, "an invite");

  const catalogues = languages.filter((one) => seen.some((path) => path.startsWith(`/js/${one}-`)));
  expect(catalogues).toEqual([lang]);
});
