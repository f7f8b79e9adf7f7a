import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { useServer } from "../../support/server.js";
import {
  isAtRest,
  isLive,
  ofRefusals,
  ofTheNetwork,
  openMenu,
  openRoom,
  sees,
  useBrowser,
} from "../support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000" });
const { person } = useBrowser(ofRefusals, ofTheNetwork);
const settings = ".room-bar a[href$='/settings']";

async function openSettings(options = {}): Promise<{ ann: Page; room: string }> {
  const ann = await person(options);
  const room = await openRoom(ann, server.url);
  await isLive(ann);
  await openMenu(ann);
  await ann.click(settings);
  await sees(ann, "dialog h1", "Room settings");
  return { ann, room };
}

/** And has given back the focus, which comes after it has gone from sight. */
const isClosed = (page: Page) => page.locator("dialog").waitFor({ state: "detached" });
const focused = (page: Page): Promise<string> =>
  page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent");

describe("the room's panel", () => {
  test("Esc, the button, the backdrop and the link back close it; the page, its history and the focus stay", {
    tags: ["thorough"],
  }, async () => {
    const { ann, room } = await openSettings();
    const { length } = await ann.evaluate<{ length: number }>("({ length: history.length })");
    expect(await focused(ann)).toBe("Room settings");
    const ways = [
      () => ann.keyboard.press("Escape"),
      () => ann.click("dialog > [data-panel-close]"),
      () => ann.mouse.click(5, 300),
      () => ann.click("dialog .box a[data-panel-close]"),
    ];
    for (const close of ways) {
      await close();
      await isClosed(ann);
      expect(await focused(ann)).toBe("More");
      expect(await ann.locator(".menu[open]").count()).toBe(0);
      await openMenu(ann);
      await ann.click(settings);
      await sees(ann, "dialog h1", "Room settings");
    }
    expect([ann.url(), await ann.evaluate("history.length")]).toEqual([room, length]);
    await isLive(ann);
  });

  test("a press that begins inside and ends on the backdrop does not close it", {
    tags: ["thorough"],
  }, async () => {
    const { ann } = await openSettings();
    await ann.hover("dialog h1");
    await ann.mouse.down();
    await ann.mouse.move(5, 300);
    await ann.mouse.up();
    expect(await ann.locator("dialog[open]").count()).toBe(1);
  });

  test("a form is saved without leaving the room, and says so; a refused one keeps what was typed", async () => {
    const { ann, room } = await openSettings();
    await ann.evaluate("for (const form of document.forms) form.noValidate = true");
    await ann.fill("#title", "  ");
    await ann.check("[name=locked]");
    await ann.click("dialog .primary");
    await sees(ann, "dialog #title-error", "1 to 50 characters");
    expect(await ann.isChecked("[name=locked]")).toBe(true);
    expect(await ann.evaluate("document.activeElement.id")).toBe("title");
    await ann.fill("#title", "Early cats");
    await ann.press("#title", "Enter");
    await sees(ann, "dialog .flash", "Saved.");
    await sees(ann, ".room-bar h1", "Early cats");
    await ann.waitForSelector("[data-badge=locked]:not([hidden])");
    expect(ann.url()).toBe(room);
    await ann.click("dialog [data-reveal]");
    expect(await ann.getAttribute("#password", "type")).toBe("text");
  });

  test("without an answer, it says so and keeps what was typed; then the same form is sent", {
    tags: ["thorough"],
  }, async () => {
    const { ann } = await openSettings();
    await ann.fill("#title", "Kept");
    await ann.context().setOffline(true);
    await ann.click("dialog .primary");
    await sees(ann, "dialog [role=status]", "does not answer");
    expect(await ann.inputValue("#title")).toBe("Kept");
    await ann.context().setOffline(false);
    await ann.click("dialog .primary");
    await sees(ann, "dialog .flash", "Saved.");
    expect(await ann.locator("dialog .flash").count()).toBe(1);
    await sees(ann, ".room-bar h1", "Kept");
  });

  test("a page that is refused opens no panel, and a form that is refused says why", {
    tags: ["thorough"],
  }, async () => {
    const { ann, room } = await openSettings();
    const eve = await server.visitor();
    await eve.page(new URL(room).pathname);
    // The cookie of somebody who is no host.
    const [name, value] = eve.cookie.split("=") as [string, string];
    await ann.context().addCookies([{ name, value, url: server.url }]);
    await ann.click("dialog .primary");
    await sees(ann, "dialog .flash", "Only a host of this room can do that.");
    await ann.keyboard.press("Escape");
    await isClosed(ann);
    await openMenu(ann);
    await ann.click(settings);
    await sees(ann, ".composer .notice", "Only a host of this room can do that.");
    expect(await ann.locator("dialog[open]").count()).toBe(0);
  });

  test("an answer that leads to the room closes it; a proof is solved in it", {
    tags: ["thorough"],
  }, async () => {
    const { ann, room } = await openSettings();
    const { pathname } = new URL(room);
    await ann.evaluate(`document.querySelector("dialog .box form").action = "${pathname}/rename"`);
    await ann.fill("#title", "Renamed");
    await ann.click("dialog .primary");
    await isClosed(ann);
    await sees(ann, ".room-bar h1", "Renamed");
    await openMenu(ann);
    await ann.click(settings);
    const sent = ann.waitForRequest((request) => request.method() === "POST");
    await ann.waitForSelector("dialog .settings");
    const proofWorker = JSON.parse(readFileSync("dist/assets.json", "utf8"))["proof-worker.js"].url;
    const asked = JSON.stringify({ proof: "room", proofWorker });
    await ann.evaluate(`Object.assign(document.querySelector("dialog form").dataset, ${asked})`);
    await ann.click("dialog .primary");
    expect((await sent).resourceType()).toBe("fetch");
    await sees(ann, "dialog .flash", "Saved.");
    expect(ann.url()).toBe(room);
  });

  test("a share button in it copies its own link, and says so where it is seen", {
    tags: ["thorough"],
  }, async () => {
    const { ann } = await openSettings();
    await ann.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await ann.evaluate(`{
      const button = document.createElement("button");
      button.dataset.share = "/i/token";
      document.querySelector("dialog .box").append(button);
      button.click();
    }`);
    await sees(ann, "dialog [role=status]", "Link copied");
    expect(await ann.evaluate("navigator.clipboard.readText()")).toBe(`${server.url}/i/token`);
  });

  test("with ctrl the page opens in a tab of its own, and without scripts in the room's place", {
    tags: ["thorough"],
  }, async () => {
    const ann = await person();
    const room = await openRoom(ann, server.url);
    await isLive(ann);
    await openMenu(ann);
    const tab = ann.context().waitForEvent("page");
    await ann.click(settings, { modifiers: ["ControlOrMeta"] });
    await sees(await tab, "main h1", "Room settings");
    expect(await ann.locator("dialog[open]").count()).toBe(0);
    const browser = await ann.context().newCDPSession(ann);
    await browser.send("Emulation.setScriptExecutionDisabled", { value: true });
    await ann.goto(room);
    await openMenu(ann);
    await ann.click(settings);
    await ann.waitForURL(`${room}/settings`);
    await ann.fill("#title", "Plain");
    await ann.click("main .primary");
    await sees(ann, ".flash", "Saved.");
    await ann.click("main a[data-panel-close]");
    await sees(ann, ".room-bar h1", "Plain");
  });

  test("on a phone it is as wide as the page, at its lower end; it closes with the room", {
    tags: ["thorough"],
  }, async () => {
    const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
    const { ann, room } = await openSettings(phone);
    await isAtRest(ann);
    const box = (await ann.locator("dialog[open]").boundingBox())!;
    expect([box.x, box.width, Math.round(box.y + box.height)]).toEqual([0, 360, 740]);
    expect(await ann.evaluate("document.documentElement.scrollWidth")).toBe(360);
    const headers = { accept: "application/json", "sec-fetch-site": "same-origin" };
    await ann.context().request.delete(room, { headers });
    await ann.waitForSelector(".ended");
    await isClosed(ann);
  });
});
