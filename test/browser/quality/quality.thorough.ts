/** @module-tag thorough */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { gif } from "../../support/gif.js";
import { useServer } from "../../support/server.js";
import { enter, file, isLive, ofRefusals, openRoom, useBrowser } from "../support.js";
import { violations } from "./axe.js";
import { countBytes } from "./count-bytes.js";

const server = useServer();
const { person } = useBrowser(ofRefusals);

const sideways = (page: Page) =>
  page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");

describe("every page and state", { timeout: 240_000 }, () => {
  for (const width of [360, 768, 1440]) {
    test(`every page is accessible and does not scroll sideways at ${width} pixels`, async () => {
      // Between phone and wide screen nothing is drawn that is not on one of them.
      const wrong = async () => (width === 768 ? [] : violations(ann));
      const touch = width === 360 && { isMobile: true, hasTouch: true };
      const [ann, bob] = await Promise.all([
        person({ viewport: { width, height: 800 }, ...touch }),
        person(),
      ]);
      for (const path of ["/", "/?q=nothing", "/room", "/nowhere"]) {
        await ann.goto(server.url + path);
        expect([path, await wrong(), await sideways(ann)]).toEqual([path, [], 0]);
      }
      const room = await openRoom(ann, server.url, "x".repeat(50));
      await isLive(ann);
      expect(await wrong()).toEqual([]);
      await enter(bob, room);
      await ann.fill("#say", `${"long".repeat(80)} \`code\` https://example.org`);
      await ann.press("#say", "Enter");
      await bob.fill("#say", "one of many lines\n".repeat(30));
      await bob.press("#say", "Enter");
      await ann.waitForSelector(".unfold");
      await bob.setInputFiles("#gif", file(gif({ width: 640, height: 480 })));
      await bob.click(".say button");
      await ann.waitForSelector(".gif");
      await ann.setInputFiles("#gif", file(gif()));
      await ann.click(".room-bar .menu > summary");
      expect(await wrong()).toEqual([]);
      await ann.keyboard.press("Escape");
      if (width < 900) await ann.click(".to-people");
      await ann.click(".member .sure > summary");
      expect([await wrong(), await sideways(ann)]).toEqual([[], 0]);
    });
  }
});

describe("a room of fifty chats and ten GIFs", () => {
  const onPhone = { viewport: { width: 412, height: 823 }, isMobile: true };

  async function roomOfFifty(): Promise<string> {
    // Made first: it keeps this process busy for so long that idle connections are closed meanwhile.
    const picture = gif({ width: 480, height: 300 });
    const talker = await server.visitor();
    const { _id } = await talker.open({ title: "Full of cats" });
    const client = await talker.enter(_id);
    for (let i = 0; i < 50; i++) {
      if (i % 5)
        await client.call("chat", { chat: `number ${i}: what one says in a line or so, more or less` });
      else expect((await talker.upload(_id, picture)).status).toBe(201);
    }
    return `${server.url}/room/${_id}`;
  }

  test("a room of fifty messages does not move while it loads", async () => {
    const room = await roomOfFifty();
    const page = await person(onPhone);
    await page.addInitScript(`
      window.shift = 0;
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shift += entry.value; })
        .observe({ type: "layout-shift", buffered: true });`);
    await enter(page, room);
    await page.waitForLoadState("networkidle");
    expect(await page.locator(".chat").count()).toBe(50);
    expect(await page.evaluate("window.shift")).toBe(0);
  });

  test("a room of fifty messages takes at most 130 KB at the first visit, without the GIFs", async () => {
    const room = await roomOfFifty();
    const page = await person(onPhone);
    const size = await countBytes(page);
    await enter(page, room);
    await page.waitForLoadState("networkidle");
    expect(size()).toBeGreaterThan(50 * 1024);
    expect(size()).toBeLessThanOrEqual(130 * 1024);
  });
});
