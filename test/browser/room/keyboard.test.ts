import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { gif } from "../../support/gif.js";
import { useServer } from "../../support/server.js";
import {
  enter,
  file,
  isLive,
  isStored,
  moving,
  say,
  sees,
  still,
  two,
  useBrowser,
  words,
} from "../support.js";

const server = useServer();
const { person } = useBrowser();

/** What has the keyboard, and what is wrong with how it shows that. */
const HELD = `(() => {
  const held = document.activeElement;
  const label = held.getAttribute("aria-label") || held.textContent.trim() || held.id;
  // A field in a bar and a link over a card leave it to these to show it.
  const shown = [held, held.closest(".bar"), held.closest(".card")].filter(Boolean).map((one) => getComputedStyle(one));
  const ring = shown.some((s) => (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== "none");
  const { width, height, top, bottom } = held.getBoundingClientRect();
  const faint = shown[0].opacity !== "1" || shown[0].visibility !== "visible";
  const hidden = width < 24 || height < 16 || bottom <= 0 || top >= innerHeight;
  return { label, wrong: [!ring && "no ring", faint && "faint", hidden && "out of sight"].filter(Boolean) };
})()`;

type Held = { label: string; wrong: string[] };

/** Tab by tab through the whole page, until it leaves it or begins again. */
async function walk(page: Page): Promise<Held[]> {
  const seen: Held[] = [];
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate("document.activeElement === document.body")) break;
    seen.push((await page.evaluate(HELD)) as Held);
  }
  return seen;
}

async function tabTo(page: Page, selector: string): Promise<void> {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
  }
  throw new Error(`The keyboard does not come to ${selector}`);
}

describe("the keyboard", () => {
  test("a visitor with a keyboard alone reaches everything in lobby and room, and always sees the focus", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob } = await two(person, server.url);
    await say(bob, "look: https://example.org");
    await say(ann, "mine");
    await isStored(ann, "mine");
    await bob.setInputFiles("#gif", file(gif({ width: 60, height: 40, frames: 2 })));
    await bob.click(".say button");
    await ann.waitForSelector(".gif");
    const lobby = await ann.context().newPage();
    await enter(lobby, server.url);
    await ann.focus(".skip");
    await ann.keyboard.press("Shift+Tab");
    for (const [page, atLeast] of [
      [lobby, 8],
      [ann, 16],
    ] as const) {
      await page.emulateMedia({ reducedMotion: "reduce" });
      const seen = await walk(page);
      expect(seen.filter(({ wrong }) => wrong.length)).toEqual([]);
      expect(seen.length).toBeGreaterThanOrEqual(atLeast);
    }
  });

  test("a visitor with a keyboard alone opens a room, writes, stops a GIF, whispers, kicks a member and leaves", async () => {
    const [ann, bob, other] = await Promise.all([person(), person(), server.visitor()]);
    await other.open({ title: "Already there" });
    await ann.goto(server.url);
    await ann.keyboard.press("Tab");
    await ann.keyboard.press("Enter");
    await tabTo(ann, ".open-room > summary");
    await ann.keyboard.press("Enter");
    await ann.waitForSelector("#title:focus");
    await ann.keyboard.type("Keys");
    await ann.keyboard.press("Enter");
    await ann.waitForURL(/\/room\//);
    await isLive(ann);
    await enter(bob, ann.url());
    await sees(ann, ".line", "came in");
    await ann.keyboard.type("hello");
    await ann.keyboard.press("Enter");
    await sees(bob, ".words", "hello");
    await bob.setInputFiles("#gif", file(gif({ width: 60, height: 40, frames: 2 })));
    await bob.click(".say button");
    await ann.waitForSelector(`.gif img${moving}`);
    await tabTo(ann, ".gif a");
    await ann.keyboard.press("Enter");
    await ann.waitForSelector("dialog.viewer");
    await ann.keyboard.press("Escape");
    await ann.waitForSelector("dialog", { state: "detached" });
    await tabTo(ann, "[data-toggle]");
    await ann.keyboard.press("Space");
    await ann.waitForSelector(`.gif img${still}`);
    await tabTo(ann, "[data-whisper]");
    await ann.keyboard.press("Enter");
    await ann.keyboard.type("psst");
    await ann.keyboard.press("Enter");
    await sees(bob, ".whispered", "psst");
    await ann.keyboard.press("Escape");
    await tabTo(ann, ".member .sure > summary");
    await ann.keyboard.press("Enter");
    await tabTo(ann, "[data-kick] button");
    await ann.keyboard.press("Enter");
    await ann.waitForSelector("dialog");
    await tabTo(ann, "dialog .danger");
    await ann.keyboard.press("Enter");
    // The answer moves the focus, and the last member is asked before they leave.
    await sees(ann, "[data-notices]", "was sent out");
    await bob.waitForSelector(".ended");
    await ann.locator(".member").nth(1).waitFor({ state: "detached" });
    await tabTo(ann, ".room-bar .menu > summary");
    await ann.keyboard.press("Enter");
    await ann.keyboard.press("Escape");
    expect(await ann.evaluate("document.activeElement.matches('.room-bar .menu > summary')")).toBe(true);
    await ann.keyboard.press("Enter");
    await tabTo(ann, "form[action$='/leave'] button");
    await ann.keyboard.press("Enter");
    await tabTo(ann, "dialog .danger");
    await ann.keyboard.press("Enter");
    await ann.waitForURL(`${server.url}/`);
  });
});

describe("a screen reader", () => {
  test("a screen reader finds the landmarks, and a log that says what is new, and nothing twice", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob } = await two(person, server.url);
    for (const role of ["banner", "main", "complementary", "log"] as const)
      expect(await ann.getByRole(role).count(), role).toBe(1);
    for (const [role, name] of [
      ["log", "Messages"],
      ["complementary", "People"],
      ["textbox", "Message"],
    ] as const)
      expect(await ann.getByRole(role, { name }).count(), name).toBe(1);
    // What waits to be sent is silent; it is read out when it is really said.
    await ann.evaluate(`window.told = [];
      new MutationObserver((changes) => {
        for (const { addedNodes } of changes) for (const node of addedNodes)
          if (!node.closest("[aria-live=off]")) told.push(node.querySelector(".words")?.textContent ?? node.textContent);
      }).observe(document.querySelector("[data-chats]"), { childList: true });`);
    await say(ann, "one");
    await isStored(ann, "one");
    await say(bob, "two");
    await sees(ann, ".words", "two");
    expect(await ann.evaluate("told")).toEqual(await words(ann));
    expect(await ann.locator(".mine > [data-said-by]").allTextContents()).toEqual(["You:"]);
  });
});
