import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { useServer } from "../../support/server.js";
import { enter, isLive, openRoom, say, sees, two, useBrowser } from "../support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000" });
const { person } = useBrowser();

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

const pill = (page: Page, emoji: string, seq = 1) =>
  page.locator(`#chat-${seq} > .reactions button[value="${emoji}"]`);

/** How many, and whether one's own is among them. */
const shows = (page: Page, emoji: string, count: number, own: boolean, seq = 1) =>
  expect
    .poll(async () => [await pill(page, emoji, seq).innerText(), await isPressed(page, emoji, seq)])
    .toEqual([`${emoji} ${count}`.replace(" ", "\n"), String(own)]);

const isPressed = (page: Page, emoji: string, seq: number) =>
  pill(page, emoji, seq).getAttribute("aria-pressed");

const isGone = (page: Page, emoji: string, seq = 1) => pill(page, emoji, seq).waitFor({ state: "detached" });

async function react(page: Page, emoji: string): Promise<void> {
  await page.hover("#chat-1");
  await page.click("#chat-1 > .tools > summary");
  await page.click(`#chat-1 .quick-reactions [value="${emoji}"]`);
}

const hasFocus = (page: Page, selector: string) =>
  expect
    .poll(() => page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`), {
      message: selector,
    })
    .toBe(true);

describe("reactions on a page", () => {
  test("one press reacts, who else is there sees it live, and it is taken back with the keyboard alone", async () => {
    const { ann, bob, room } = await two(person, server.url);
    const watcher = await person();
    await enter(watcher, `${room}?spectate=on`);
    await say(bob, "look");
    await sees(ann, "#chat-1 .words", "look");
    await react(ann, "👍");
    await shows(ann, "👍", 1, true);
    await hasFocus(ann, "#chat-1 > .tools:not([open]) > summary");
    await shows(bob, "👍", 1, false);
    await sees(bob, "[role=status]", "reacted to your message with 👍");
    await pill(bob, "👍").click();
    await shows(ann, "👍", 2, true);
    await sees(watcher, "#chat-1 span.reaction", "2");
    expect(await watcher.locator("#chat-1 button").count()).toBe(0);
    await pill(ann, "👍").hover();
    await sees(ann, ".who-reacted", /^You and \S+$/);

    for (const text of ["second", "third"]) await say(bob, text);
    await sees(ann, "#chat-3 .words", "third");
    await ann.focus("#stream");
    await ann.keyboard.press("ArrowUp");
    await hasFocus(ann, "#chat-3");
    await ann.keyboard.press("ArrowUp");
    await ann.keyboard.press("ArrowUp");
    await hasFocus(ann, "#chat-1");
    const stops = ".chat > .tools > summary:not([tabindex='-1'])";
    await expect.poll(() => ann.locator(stops).count()).toBe(1);
    await ann.keyboard.press("Tab");
    await ann.keyboard.press("Space");
    await shows(ann, "👍", 1, false);
    await hasFocus(ann, "#chat-1 .reaction[value='👍']");
    await shows(bob, "👍", 1, true);
    await ann.keyboard.press("Tab");
    await ann.keyboard.press("Enter");
    await hasFocus(ann, "#chat-1 > .tools[open] > summary");
    await ann.keyboard.press("Escape");
    await hasFocus(ann, "#chat-1 > .tools:not([open]) > summary");
    await ann.keyboard.press("End");
    await hasFocus(ann, "#chat-3");

    for (const emoji of ["❤️", "😂", "😢"]) {
      await react(ann, emoji);
      await shows(bob, emoji, 1, false);
    }
    await react(ann, "🎉");
    await sees(ann, "[data-notices]", "Three reactions of yours");
    await isGone(ann, "🎉");
    await ann.focus("#chat-1 .reaction[value='😂']");
    await pill(bob, "👍").click();
    await isGone(ann, "👍");
    await hasFocus(ann, "#chat-1 .reaction[value='😂']");

    await ann.setViewportSize({ width: 1100, height: 320 });
    await say(ann, "own words");
    await ann.waitForSelector("#chat-4");
    const toggle = ann.locator("#chat-4 > .tools > summary");
    await ann.hover("#chat-4");
    await toggle.click();
    await ann.locator("#chat-4 [data-remove] button").click();
    await ann.click("dialog button:not(.danger)");
    await ann.keyboard.press("Escape");
    await hasFocus(ann, "#chat-4 > .tools:not([open]) > summary");
    await toggle.click();
    await ann.waitForSelector("#chat-4.opened");
    await ann.click("#chat-3 .words");
    await ann.waitForSelector("#chat-4:not(.opened) > .tools:not([open])", { state: "attached" });
    await ann.hover("#chat-1 .words");
    const { x, y } = (await ann.locator("#chat-1 > .tools > summary").boundingBox())!;
    await ann.mouse.click(x + 9, y + 9);
    await ann.waitForSelector("#chat-1.opened");
    await ann.mouse.click(x + 9, y + 9);
    await ann.waitForSelector("#chat-1:not(.opened)");
    await ann.setViewportSize({ width: 1100, height: 760 });

    const plain = await person({ javaScriptEnabled: false });
    await plain.goto(room);
    await react(plain, "👍");
    await shows(plain, "👍", 1, true);
    await shows(ann, "👍", 1, false);
    await pill(ann, "😂").click();
    await isGone(bob, "😂");
    await pill(ann, "👍").click();
    await shows(bob, "👍", 2, false);
    await pill(plain, "👍").click();
    await shows(plain, "👍", 1, false);
    await shows(ann, "👍", 1, true);

    await bob.hover("#chat-1");
    await bob.click("#chat-1 > .tools > summary");
    await bob.click("#chat-1 [data-remove] button");
    await bob.click("dialog .danger");
    for (const page of [ann, bob, watcher]) {
      await sees(page, "#chat-1 .removed", "removed");
      await page.locator("#chat-1 .reaction").first().waitFor({ state: "detached" });
    }
  });

  test("a long press on a message opens its tools, and one on a reaction says whose it is", {
    tags: ["thorough"],
  }, async () => {
    const ann = await person(phone);
    const room = await openRoom(ann, server.url);
    await isLive(ann);
    const bob = await server.visitor();
    const his = await bob.enter(new URL(room).pathname.split("/").at(-1)!);
    for (const chat of ["on the sofa", "all day"]) await his.call("chat", { chat });
    await sees(ann, "#chat-2 .words", "all day");
    const finger = await ann.context().newCDPSession(ann);
    const press = async (selector: string, isDone: string) => {
      const { x, y, height } = (await ann.locator(selector).boundingBox())!;
      const touchPoints = [{ x: x + 12, y: y + height / 2 }];
      await finger.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
      await ann.waitForSelector(isDone);
      await finger.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    };
    await press("#chat-2 .said", "#chat-2 .tools[open]");
    await press("#chat-1 .said", "#chat-1 .tools[open]");
    await ann.waitForSelector("#chat-2 .tools:not([open])", { state: "attached" });
    await ann.tap("#chat-1 .quick-reactions [value='😂']");
    await shows(ann, "😂", 1, true);
    await ann.waitForSelector("#chat-1 .tools:not([open])", { state: "attached" });
    await his.call("react", { seq: 1, emoji: "😂" });
    await shows(ann, "😂", 2, true);
    await press("#chat-1 .reaction", ".who-reacted:popover-open");
    await sees(ann, ".who-reacted", /^You and \S+$/);
    await ann.tap("#chat-1 .reaction");
    await shows(ann, "😂", 1, false);
    await ann.waitForSelector(".who-reacted", { state: "hidden" });
    await press("#chat-2 .said", "#chat-2 .tools[open]");
    const broken = { contentType: "text/javascript", body: "throw new Error()" };
    await ann.route(/\/js\/picker-/, (route) => route.fulfill(broken));
    await ann.tap("#chat-2 [data-more-emoji]");
    await sees(ann, "[data-notices]", "The emoji did not load");
  });
});
