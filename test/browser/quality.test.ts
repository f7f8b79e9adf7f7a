import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { gif } from "../support/gif.js";
import { useServer } from "../support/server.js";
import { enter, file, isLive, ofRefusals, openRoom, useBrowser } from "./support.js";

const server = useServer();
const { person } = useBrowser(ofRefusals);

async function violations(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const result = await new AxeBuilder({ page }).analyze();
    for (const { id, nodes } of result.violations) found.push(`${colorScheme} ${id}: ${nodes[0]?.target}`);
  }
  return found;
}

const sideways = (page: Page) => page.evaluate("document.documentElement.scrollWidth - innerWidth");

describe("every page and state", { timeout: 90_000 }, () => {
  for (const width of [360, 768, 1440]) {
    it(`is accessible and does not scroll sideways at ${width} pixels`, async () => {
      const touch = width === 360 && { isMobile: true, hasTouch: true };
      const [ann, bob] = await Promise.all([
        person({ viewport: { width, height: 800 }, ...touch }),
        person(),
      ]);
      for (const path of ["/", "/?q=nothing", "/room", "/nowhere"]) {
        await ann.goto(server.url + path);
        expect([path, await violations(ann), await sideways(ann)]).toEqual([path, [], 0]);
      }
      const room = await openRoom(ann, server.url, "x".repeat(50));
      await isLive(ann);
      expect(await violations(ann)).toEqual([]);
      await enter(bob, room);
      await ann.fill("#say", `${"long".repeat(80)} \`code\` https://example.org`);
      await ann.press("#say", "Enter");
      await bob.setInputFiles("#gif", file(gif({ width: 640, height: 480 })));
      await bob.click("[data-tray] > .primary");
      await ann.waitForSelector(".gif");
      await ann.setInputFiles("#gif", file(gif()));
      await ann.click(".room-bar .menu > summary");
      expect(await violations(ann)).toEqual([]);
      await ann.keyboard.press("Escape");
      if (width < 900) await ann.click(".to-people");
      await ann.click(".member .sure > summary");
      expect([await violations(ann), await sideways(ann)]).toEqual([[], 0]);
    });
  }
});

describe("a room of fifty chats and ten GIFs", () => {
  it("does not move while it loads", async () => {
    const talker = await server.visitor();
    const room = await talker.open({ title: "Full of cats" });
    const client = await talker.enter(room._id);
    for (let i = 0; i < 40; i++) await client.ask("chat", { chat: `number ${i}` });
    const headers = { "sec-fetch-site": "same-origin", accept: "application/json" };
    for (let i = 0; i < 10; i++) {
      const body = new FormData();
      body.append("gif", new Blob([new Uint8Array(gif({ width: 480, height: 300 }))]), "a.gif");
      expect((await talker.request("POST", `/room/${room._id}/gif`, { body, headers })).status).toBe(201);
    }
    const page = await person({ viewport: { width: 412, height: 823 }, isMobile: true });
    await page.addInitScript(`
      window.shift = 0;
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shift += entry.value; })
        .observe({ type: "layout-shift", buffered: true });`);
    await enter(page, `${server.url}/room/${room._id}`);
    await page.waitForLoadState("networkidle");
    expect(await page.evaluate("window.shift")).toBe(0);
  });
});
