/** @module-tag thorough */
import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, test } from "vitest";
import { gif } from "../../support/gif.js";
import { useServer } from "../../support/server.js";
import { enter, file, isAtRest, isLive, openMenu, openRoom, say, sees, useBrowser } from "../support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "5000" });
const { person } = useBrowser();

const touch = { isMobile: true, hasTouch: true };
const ways: [string, BrowserContextOptions][] = [
  ["a phone of 360 pixels", { viewport: { width: 360, height: 740 }, ...touch }],
  ["a phone of 320 pixels", { viewport: { width: 320, height: 568 }, ...touch }],
  // What is left of 1280 × 800, by WCAG 1.4.4.
  ["a screen at 200%", { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
  ["forced colours", { forcedColors: "active", reducedMotion: "reduce" }],
];

/** Controls that are drawn beside the screen or under another's edge, and whether the page scrolls sideways. */
const LOST = `(() => {
  const lost = [...document.querySelectorAll("a, button, input, textarea, summary")]
    .filter((one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .filter((one) => {
      const { left, right, width } = one.getBoundingClientRect();
      return width > 1 && (left < -1 || right > innerWidth + 1) && !one.closest(".sr-only, .skip, pre");
    })
    .map((one) => one.outerHTML.slice(0, 120));
  const wide = document.documentElement.scrollWidth - innerWidth;
  return wide > 0 ? [...lost, "scrolls sideways by " + wide] : lost;
})()`;

async function losesNothing(page: Page, where: string): Promise<void> {
  await isAtRest(page);
  await expect.poll(async () => [where, await page.evaluate(LOST)], { timeout: 20_000 }).toEqual([where, []]);
}

test.each(ways)(
  "on %s, a visitor opens a room, talks, sends a GIF, looks at it and leaves",
  async (...way) => {
    const [, options] = way;
    const ann = await person(options);
    const act = (selector: string) => ("hasTouch" in options ? ann.tap(selector) : ann.click(selector));
    await enter(ann, server.url);
    await losesNothing(ann, "lobby");
    const room = await openRoom(ann, server.url, "W".repeat(50));
    await isLive(ann);
    await losesNothing(ann, "alone in a room");
    const bob = await server.visitor();
    const client = await bob.enter(room.split("/").pop()!);
    await sees(ann, ".line", "came in");
    await client.call("chat", { chat: `${"long".repeat(60)} \`${"code".repeat(40)}\`` });
    await ann.waitForSelector(".chat .words code");
    await losesNothing(ann, "a long message");
    await say(ann, "hello");
    await client.next("chat");

    await ann.setInputFiles(
      "#gif",
      [1, 2, 3].map((i) => file(gif({ width: 240, height: 160 }), `${i}.gif`)),
    );
    await ann.waitForSelector(".parcel >> nth=2");
    await losesNothing(ann, "tray");
    await act(".say button");
    await ann.waitForSelector(".mine .gif img >> nth=2");
    await act(".gif a >> nth=2");
    await ann.waitForSelector("dialog.viewer");
    await losesNothing(ann, "viewer");
    await ann.keyboard.press("Escape");
    await ann.waitForSelector("dialog", { state: "detached" });

    if ("viewport" in options) await act(".to-people");
    await act(".member .sure > summary");
    await losesNothing(ann, "people");
    await enter(ann, room);
    await openMenu(ann);
    await losesNothing(ann, "menu");
    await act(".room-bar a[href$='/settings']");
    await ann.waitForSelector("dialog h1");
    await losesNothing(ann, "settings");
    await ann.keyboard.press("Escape");
    await ann.waitForSelector("dialog", { state: "detached" });
    client.close();
    await openMenu(ann);
    await act("form[action$='/leave'] button");
    await ann.waitForURL(`${server.url}/`);
  },
);
