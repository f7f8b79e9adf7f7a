import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { useServer } from "../../support/server.js";
import { openMenu, say, sees, two, useBrowser, words } from "../support.js";

const server = useServer();
const { person } = useBrowser();

/** Asked in a dialog: once not, which changes nothing, then really. */
async function sure(page: Page, ask: () => Promise<void>, question: string): Promise<void> {
  await ask();
  await sees(page, "dialog", question);
  await page.waitForSelector("dialog .danger .icon");
  expect(await page.locator("dialog").evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog", { state: "detached" });
  await ask();
  await page.click("dialog .danger");
}

const unfold = async (page: Page, selector: string) => {
  if (!(await page.locator(`${selector}[open]`).count())) await page.click(`${selector} > summary`);
};

describe("the opener", () => {
  test("the opener is asked before another member's message is deleted", { tags: ["thorough"] }, async () => {
    const { ann, bob } = await two(person, server.url);
    await say(bob, "not nice");
    await sees(ann, ".words", "not nice");
    const ask = async () => {
      await ann.hover(".chat");
      await unfold(ann, ".chat .tools");
      await ann.click(".tools[open] [data-remove] button");
    };
    await sure(ann, ask, "Remove this message for everyone?");
    await bob.waitForSelector(".removed");
    expect(await words(bob)).toEqual([]);
  });

  test.each([
    ["sent out", "button:not([name])", "Send", "was sent out"],
    ["banned", "button[name=ban]", "Ban", "was banned"],
  ])(
    "the opener is asked before a member is %s",
    { tags: ["thorough"] },
    async (what, button, question, told) => {
      const { ann, bob, room } = await two(person, server.url);
      const ask = async () => {
        await unfold(ann, ".member .sure");
        await ann.click(`[data-kick] ${button}`);
      };
      await sure(ann, ask, question);
      // It is shown for some seconds only.
      await sees(ann, ".notice", told);
      await sees(bob, ".ended h2", what);
      await bob.goto(room);
      if (what === "banned") await sees(bob, ".flash", "You are banned from this room");
      else await sees(bob, ".room-bar h1", "Late night cats");
    },
  );

  test("the opener is asked before the room is closed; members are told how long it lived and what it held", async () => {
    const { ann, bob } = await two(person, server.url);
    await say(bob, "last words");
    await sees(ann, ".words", "last words");
    await ann.setViewportSize({ width: 320, height: 640 });
    const ask = async () => {
      await unfold(ann, ".room-bar .menu");
      await ann.click("[data-close] > summary");
    };
    await sure(ann, ask, "Close this room for everyone?");
    await ann.waitForURL(`${server.url}/`);
    await sees(bob, ".ended", "held 1 message");
    await bob.click(".ended a[href='/']");
    await bob.waitForURL(`${server.url}/`);
  });

  test("no other member is offered any of it", { tags: ["thorough"] }, async () => {
    const { ann, bob } = await two(person, server.url);
    await say(ann, "mine");
    await sees(bob, ".words", "mine");
    await openMenu(bob);
    expect(await bob.locator("[data-kick], [data-remove]:not([hidden]), [data-close]").count()).toBe(0);
  });
});
