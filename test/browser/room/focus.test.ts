import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { gif } from "../../support/gif.js";
import { useServer } from "../../support/server.js";
import { file, hasLoaded, NOTHING, ofTheNetwork, openMenu, say, sees, two, useBrowser } from "../support.js";

const server = useServer();
const { person } = useBrowser(ofTheNetwork);

const hasFocus = (page: Page, selector: string) =>
  expect
    .poll(() => page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`), {
      message: selector,
      timeout: 20_000,
    })
    .toBe(true);

async function open(page: Page, summary: string): Promise<void> {
  await page.focus(summary);
  await page.keyboard.press("Enter");
}

async function rename(page: Page, name: string): Promise<void> {
  await openMenu(page);
  await page.fill("#nickname", name);
  await page.press("#nickname", "Enter");
}

describe("the focus", () => {
  test("Esc in a question closes that alone and gives the focus back; so does one's own rename", {
    tags: ["thorough"],
  }, async () => {
    const { ann } = await two(person, server.url);
    await open(ann, ".room-bar .menu > summary");
    await open(ann, "[data-close] > summary");
    await ann.waitForSelector("dialog");
    await ann.keyboard.press("Escape");
    await ann.waitForSelector("dialog", { state: "detached" });
    await hasFocus(ann, "[data-close] > summary");
    await ann.keyboard.press("Escape");
    await hasFocus(ann, ".room-bar .menu > summary");
    await rename(ann, "Ann");
    await sees(ann, ".member", "Ann");
    await hasFocus(ann, ".room-bar .menu > summary");
  });

  test("another member's rename and new role leave a host's open tools, and the focus in them, as they are", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob } = await two(person, server.url);
    await open(ann, ".member .sure > summary");
    await ann.focus("[data-kick] [name=ban]");
    await ann.evaluate("window.held = document.activeElement");
    await rename(bob, "Robert");
    await sees(ann, ".member .name", "Robert");
    await sees(ann, ".member .sure[open] .small", "Robert cannot come back");
    expect(await ann.evaluate("document.activeElement === window.held")).toBe(true);
    await ann.focus("[data-set-host] button");
    await ann.keyboard.press("Enter");
    await sees(ann, ".member .note", "Host");
    await hasFocus(ann, ".member .sure:not([open]) > summary");
  });

  test("what had the focus is deleted: the focus stands where it was, not at the page's start", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob } = await two(person, server.url);
    await say(ann, "mine");
    await open(ann, ".mine[data-seq] .tools > summary");
    await ann.focus(".tools[open] [data-remove] button");
    await ann.keyboard.press("Enter");
    await ann.focus("dialog .danger");
    await ann.keyboard.press("Enter");
    await hasFocus(ann, "#chat-1:has(.removed)");
    await bob.setInputFiles("#gif", file(gif({ width: 60, height: 40 })));
    await bob.click(".say button");
    for (const page of [ann, bob]) await hasLoaded(page, 2);
    await ann.focus(".gif a");
    await ann.keyboard.press("Enter");
    await expect
      .poll(() => ann.evaluate("document.querySelector('dialog.viewer img')?.naturalWidth"))
      .toBe(60);
    await open(bob, ".mine .tools > summary");
    await bob.click(".tools[open] [data-remove] button");
    await bob.click("dialog .danger");
    await ann.waitForSelector("#chat-2 .removed", { state: "attached" });
    await ann.waitForSelector("dialog.viewer", { state: "detached" });
    await hasFocus(ann, "#stream");
  });

  test("a message that failed offers another try only where that may help; both ways lead to the composer", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob, room } = await two(person, server.url);
    await say(bob, NOTHING);
    await bob.waitForSelector(".failed");
    expect(await bob.locator(".failed [data-again]").count()).toBe(0);
    await bob.focus(".failed [data-discard]");
    await bob.keyboard.press("Enter");
    await hasFocus(bob, "#say");
    const setReadOnly = (readOnly: boolean) =>
      ann.request.patch(room, { data: { readOnly }, headers: { "sec-fetch-site": "same-origin" } });
    await bob.context().setOffline(true);
    await say(bob, "too late");
    await bob.waitForSelector(".pending .state");
    await setReadOnly(true);
    await bob.context().setOffline(false);
    await bob.waitForSelector(".silent .failed");
    expect(await bob.locator("[data-again]").isVisible()).toBe(false);
    await setReadOnly(false);
    await bob.waitForSelector("[data-again]:visible");
    await bob.focus("[data-again]");
    await bob.keyboard.press("Enter");
    await sees(ann, ".words", "too late");
    await hasFocus(bob, "#say");
  });
});
