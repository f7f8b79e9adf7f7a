import type { CDPSession, Page } from "playwright-core";
import { expect, test } from "vitest";
import { useServer } from "../../support/server.js";
import { smallTargets } from "../quality/touch-targets.js";
import { enter, isAtRest, isLive, openRoom, sees, useBrowser, words } from "../support.js";

const server = useServer();
const { person } = useBrowser();
const phone = { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true };
const headers = { accept: "application/json", "sec-fetch-site": "same-origin" };

const OPTION = ".suggestions:not([hidden]) [role=option]";
const CURRENT = `${OPTION}[aria-selected=true]`;
const PICKER = "dialog.emoji-picker";

const isClosed = (page: Page) => page.locator(".suggestions").waitFor({ state: "hidden" });
const has = (page: Page, text: string) => expect.poll(() => page.inputValue("#say")).toBe(text);
const focused = (page: Page) =>
  page.evaluate<string>("document.activeElement.id || document.activeElement.className");
/** What a screen reader is told to be the current one. */
const current = (page: Page) =>
  page.evaluate<string>(
    "document.getElementById(document.querySelector('#say').getAttribute('aria-activedescendant'))?.innerText",
  );

async function called(name: string, options = {}): Promise<Page> {
  const page = await person(options);
  await page.request.get(server.url, { headers });
  await page.request.post(`${server.url}/nickname`, { headers, data: { name } });
  return page;
}

/** Types the jamo of an input method. */
const compose = (keyboard: CDPSession, text: string) =>
  keyboard.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });

async function pressComposed(keyboard: CDPSession, key: string): Promise<void> {
  for (const type of ["rawKeyDown", "keyUp"] as const)
    await keyboard.send("Input.dispatchKeyEvent", { type, key, code: key, windowsVirtualKeyCode: 229 });
}

test("members and emoji are suggested and chosen by keyboard, and who is meant sees it marked", async () => {
  const [ann, bob, eve] = await Promise.all([called("Ann"), called("Bob Lee"), called("민지")]);
  const room = await openRoom(ann, server.url);
  await isLive(ann);
  for (const page of [bob, eve]) await enter(page, room);
  await sees(ann, ".member", "민지");

  await ann.focus("#say");
  await ann.keyboard.type("hi @");
  await sees(ann, OPTION, "Bob Lee");
  expect(await ann.locator(OPTION).allInnerTexts()).toEqual(["Bob Lee", "민지"]);
  await ann.keyboard.press("ArrowUp");
  await expect.poll(() => current(ann)).toBe("민지");
  await ann.keyboard.type("LE");
  await expect.poll(() => current(ann)).toBe("Bob Lee");
  await ann.keyboard.press("Escape");
  await isClosed(ann);
  expect(await focused(ann)).toBe("say");
  for (let i = 0; i < 3; i++) await ann.keyboard.press("Backspace");
  await ann.keyboard.type("@bo");
  await ann.waitForSelector(CURRENT);
  await ann.keyboard.press("Enter");
  await has(ann, "hi @Bob Lee ");
  await isClosed(ann);
  await ann.keyboard.type("and :smil");
  await sees(ann, CURRENT, ":smile:");
  await ann.keyboard.press("Tab");
  await has(ann, "hi @Bob Lee and 😄");
  await ann.keyboard.type(" at 10:30 :heart:");
  await has(ann, "hi @Bob Lee and 😄 at 10:30 ❤️");
  await ann.keyboard.press("Control+Z");
  await has(ann, "hi @Bob Lee and 😄 at 10:30 :heart:");
  await ann.keyboard.type(" `:heart:`");
  await ann.keyboard.press("Enter");
  const text = "hi @Bob Lee and 😄 at 10:30 :heart: :heart:";
  await sees(bob, ".chat.meant .words .mention", "@Bob Lee");
  expect(await words(bob)).toEqual([text]);
  await sees(eve, ".words .mention", "@Bob Lee");
  expect(await eve.locator(".meant").count()).toBe(0);
  await sees(ann, ".chat[data-seq] .words .mention", "@Bob Lee");
  expect(await ann.locator(".meant").count()).toBe(0);
  await bob.reload();
  await sees(bob, ".chat.meant .words .mention", "@Bob Lee");
  const html = await (await eve.request.get(room, { headers: { ...headers, accept: "text/html" } })).text();
  expect(html).toContain('hi <strong class="mention">@Bob Lee</strong> and');

  // An input method only filters the list.
  await ann.focus("#say");
  await ann.keyboard.type("@");
  await sees(ann, OPTION, "민지");
  const keyboard = await ann.context().newCDPSession(ann);
  await compose(keyboard, "바");
  await isClosed(ann);
  await compose(keyboard, "민");
  await sees(ann, OPTION, "민지");
  await pressComposed(keyboard, "Enter");
  await pressComposed(keyboard, "Escape");
  await has(ann, "@민");
  await ann.waitForSelector(CURRENT);
  await keyboard.send("Input.insertText", { text: "민" });
  await ann.keyboard.press("Enter");
  await has(ann, "@민지 ");
  await ann.keyboard.press("Enter");
  await sees(eve, ".meant .mention", "@민지");
  expect(await words(eve)).toEqual([text, "@민지"]);

  // Escape closes what lies on top.
  await ann.locator("[data-whisper]").first().click();
  await ann.keyboard.type("@");
  await ann.keyboard.type(" :smir");
  await sees(ann, CURRENT, ":smirk:");
  await ann.keyboard.press("Escape");
  await isClosed(ann);
  await ann.locator("[data-whispering]").waitFor();
  await ann.keyboard.press("Escape");
  await ann.locator("[data-whispering]").waitFor({ state: "hidden" });

  await ann.focus("[data-emoji-button]");
  await ann.keyboard.press("Enter");
  await ann.waitForSelector(`${PICKER} [data-emoji]`);
  await ann.keyboard.type("cat face");
  await sees(ann, `${PICKER} h2`, "emoji found");
  await ann.keyboard.press("ArrowDown");
  await expect.poll(() => ann.evaluate("document.activeElement.dataset.emoji")).toBe("🐱");
  await ann.keyboard.press("ArrowRight");
  await ann.keyboard.press("Home");
  await ann.keyboard.press("Enter");
  await has(ann, "🐱");
  expect(await focused(ann)).toBe("say");
  await ann.focus("[data-emoji-button]");
  await ann.keyboard.press("Enter");
  await sees(ann, `${PICKER} [data-group=recent] button`, "🐱");
  await ann.keyboard.press("Escape");
  await ann.locator(PICKER).waitFor({ state: "detached" });
  expect(await focused(ann)).toContain("emoji-button");
});

test("a finger chooses an emoji with its tone, and a member, without raising the keyboard", {
  tags: ["thorough"],
}, async () => {
  const [ann, bob] = await Promise.all([called("Ann", phone), called("Bob Lee")]);
  const room = await openRoom(bob, server.url);
  await isLive(bob);
  await enter(ann, room);
  await ann.tap("[data-emoji-button]");
  await ann.waitForSelector(`${PICKER} [data-emoji]`);
  await isAtRest(ann);
  for (const button of await ann.locator(".emoji-groups button").all()) {
    const { width, height } = (await button.boundingBox())!;
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
  }
  expect(await ann.evaluate("document.documentElement.scrollWidth - innerWidth")).toBe(0);
  await ann.fill(`${PICKER} [role=searchbox]`, "cat face");
  await sees(ann, `${PICKER} h2`, "emoji found");
  expect(await smallTargets(ann)).toEqual([]);
  await ann.fill(`${PICKER} [role=searchbox]`, "");
  await ann.tap(".emoji-tones label:nth-of-type(4)");
  await ann.tap(".emoji-groups button[aria-label=People]");
  await ann.tap(`${PICKER} [data-group=people] [data-emoji="👋🏽"]`);
  await has(ann, "👋🏽");
  expect(await focused(ann)).not.toBe("say");
  await ann.tap("#say");
  await ann.keyboard.press("End");
  await ann.keyboard.type(" @b");
  await sees(ann, OPTION, "Bob Lee");
  expect(await smallTargets(ann)).toEqual([]);
  await ann.tap(OPTION);
  await has(ann, "👋🏽 @Bob Lee ");
  await ann.tap(".say button");
  await sees(bob, ".meant .mention", "@Bob Lee");
});
