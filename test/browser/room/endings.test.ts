import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { gif } from "../../support/gif.js";
import { useInstances } from "../../support/instances.js";
import { endIn } from "../../support/rooms.js";
import { violations } from "../quality/axe.js";
import {
  enter,
  file,
  goOffline,
  isLive,
  moving,
  ofRefusals,
  ofTheNetwork,
  openMenu,
  say,
  sees,
  useBrowser,
} from "../support.js";

const instances = useInstances(1, { EMPTY_ROOM_GRACE_MS: "300000" });
const careful = useInstances(1, { EMPTY_ROOM_GRACE_MS: "300000", PROOF_OF_WORK: "on" });
const { person } = useBrowser(ofTheNetwork, ofRefusals);
const url = () => instances.servers[0]!.url;

/** As a phone whose owner set it to tomorrow. */
const TOMORROW = `{
  const Real = Date;
  const ahead = 86_400_000;
  globalThis.Date = class extends Real {
    constructor(...given) { given.length ? super(...given) : super(Real.now() + ahead); }
    static now() { return Real.now() + ahead; }
  };
}`;

async function openTimed(page: Page, title = "Late night cats", at = url()): Promise<string> {
  await page.goto(`${at}/room`);
  await page.fill("#title", title);
  await page.click("details.more > summary");
  await page.selectOption("[name='lifetime']", "1h");
  await page.click("form[action='/room'] button.primary");
  await isLive(page);
  return page.url();
}

const idOf = (room: string): string => room.split("/").at(-1)!;
const bring = (room: string, ms: number) => endIn(instances.uri, idOf(room), ms);
const shown = (page: Page, selector: string) => page.locator(selector).filter({ visible: true });
const lastMinutes = (page: Page) => shown(page, "[data-last-minutes]");
const button = (page: Page, selector: string) => shown(page, `[data-last-minutes] ${selector}`);

/** Of one hour, while the test gets there. */
const ALMOST_AN_HOUR = /5\d min/;

/** When all pictures are loaded, whatever the page shows of each. */
const hasPictures = (page: Page) =>
  expect
    .poll(() =>
      page.evaluate("[...document.images].filter((image) => !image.complete || !image.naturalWidth).length"),
    )
    .toBe(0);

/** By somebody's browser, as its scripts would. */
const ask = (page: Page, method: string, path: string, data: object = {}) =>
  page.request.fetch(url() + path, { method, data, headers: { "sec-fetch-site": "same-origin" } });

describe("a room with a lifetime", () => {
  test("counts down for all, warns them, and one more hour of a host takes the warning away", async () => {
    const [ann, bob, watcher] = await Promise.all([person(), person(), person()]);
    await bob.addInitScript(TOMORROW);
    const room = await openTimed(ann);
    await enter(bob, room);
    await watcher.goto(url());
    for (const page of [ann, bob]) await sees(page, ".room-bar .until", ALMOST_AN_HOUR);
    await sees(watcher, `[data-room='${idOf(room)}'] .until`, ALMOST_AN_HOUR);
    await openMenu(ann);
    await shown(ann, ".room-bar .menu [data-extend]").waitFor();
    expect(await lastMinutes(ann).count()).toBe(0);
    await bring(room, 250_000);
    for (const page of [ann, bob]) {
      await lastMinutes(page).waitFor();
      await expect.poll(() => page.locator(".room-bar .until").innerText()).toMatch(/4:0\d|3:\d\d/);
      await sees(page, ".line", "This room ends at");
    }
    expect(await violations(ann)).toEqual([]);
    expect(await button(bob, "[data-extend]").count()).toBe(0);
    const member = await bob.getAttribute("main.room", "data-me");
    await ask(ann, "POST", `/room/${idOf(room)}/hosts`, { member });
    await button(bob, "[data-extend] button").click();
    for (const page of [ann, bob]) {
      await lastMinutes(page).waitFor({ state: "hidden" });
      await sees(page, ".room-bar .until", "1 h");
      expect(await page.locator(".line", { hasText: "now stays until" }).count()).toBe(1);
      expect(await page.locator(".line", { hasText: "ends at" }).count()).toBe(1);
    }
    await sees(watcher, `[data-room='${idOf(room)}'] .until`, "1 h");
    await ask(ann, "DELETE", `/room/${idOf(room)}/hosts/${member}`);
    await bring(room, 200_000);
    await lastMinutes(bob).waitFor();
    await button(bob, "[data-extend]").waitFor({ state: "hidden" });
  });

  test("is followed by a next room: one member opens it, another one goes along", {
    tags: ["thorough"],
  }, async () => {
    const [ann, bob] = await Promise.all([person(), person()]);
    const room = await openTimed(ann);
    await enter(bob, room);
    await bring(room, 240_000);
    await button(bob, "[data-open-next] button").click();
    for (const page of [ann, bob]) {
      await sees(page, ".line", "The next room is open");
      await button(page, "[data-next-link]").waitFor();
      expect(await button(page, "[data-open-next]").count()).toBe(0);
    }
    const carl = await person();
    await enter(carl, room);
    await button(carl, "[data-next-link]").waitFor();
    const member = await carl.getAttribute("main.room", "data-me");
    await ask(ann, "POST", `/room/${idOf(room)}/kick`, { member });
    await sees(carl, ".ended", "You were sent out");
    expect(await carl.locator("[data-next-link]").count()).toBe(0);
    await button(bob, "[data-next-link]").click();
    await isLive(bob);
    await bring(room, 0);
    await sees(ann, ".ended", "This room is gone");
    await ann.click(".ended .primary");
    await ann.waitForURL(bob.url());
    await isLive(ann);
    expect(ann.url()).not.toBe(room);
    await say(ann, "here we are");
    await sees(bob, ".words", "here we are");
    await sees(bob, "h1", "Late night cats");
  });

  test("tells those who watch it how long it has, that it ends, and where it goes on", {
    tags: ["thorough"],
  }, async () => {
    const [ann, eve] = await Promise.all([person(), person()]);
    const room = await openTimed(ann);
    await enter(eve, `${room}?spectate=on`);
    await sees(eve, ".room-bar .until", ALMOST_AN_HOUR);
    await bring(room, 250_000);
    await lastMinutes(eve).waitFor();
    await sees(eve, ".line", "This room ends at");
    await button(ann, "[data-extend] button").click();
    await sees(eve, ".room-bar .until", "1 h");
    await lastMinutes(eve).waitFor({ state: "hidden" });
    await bring(room, 240_000);
    await button(ann, "[data-open-next] button").click();
    await sees(eve, ".line", "The next room is open");
    await button(eve, "[data-next-link]").waitFor();
    expect(await eve.locator("[data-extend], [data-open-next]").count()).toBe(0);
    expect(await violations(eve)).toEqual([]);
    await bring(room, 0);
    await sees(eve, ".ended", "This room is gone");
    await eve.click(".ended .primary");
    await isLive(eve);
    expect(eve.url()).not.toContain(room);
  });

  test("works without scripts: the time left, one more hour and the next room", {
    tags: ["thorough"],
  }, async () => {
    const [ann, bob] = await Promise.all([person({ javaScriptEnabled: false }), person()]);
    const room = await openTimed(bob);
    await ann.goto(url());
    const left = async (selector: string) => ann.locator(`${selector} .until`).innerText();
    expect(await left(`[data-room='${idOf(room)}']`)).toMatch(/5\d min|1 h/);
    await ann.goto(room);
    expect(await left(".room-bar")).toMatch(/5\d min|1 h/);
    expect(await lastMinutes(ann).count()).toBe(0);
    await bring(room, 230_000);
    await ann.goto(room);
    await sees(ann, "[data-last-minutes]", "3:");
    expect(await button(ann, "[data-extend]").count()).toBe(0);
    await button(ann, "[data-open-next] button").click();
    await ann.waitForURL((address) => address.href !== room);
    await sees(ann, "h1", "Late night cats");
    const next = ann.url();
    await ann.goto(room);
    await button(ann, "[data-next-link]").click();
    await ann.waitForURL(next);
  });

  test("asks for a proof of work before the next room, and the page that solves it keeps its seat", {
    tags: ["thorough"],
  }, async () => {
    const ann = await person();
    const room = await openTimed(ann, "Cats", careful.servers[0]!.url);
    await endIn(careful.uri, idOf(room), 240_000);
    await ann.evaluate("window.isSamePage = true");
    await button(ann, "[data-open-next] button").click();
    await button(ann, "[data-next-link]").waitFor();
    expect(await ann.evaluate("window.isSamePage")).toBe(true);
    await button(ann, "[data-next-link]").click();
    await ann.waitForURL((address) => /\/room\/[\w-]+$/.test(address.pathname) && address.href !== room);
    await isLive(ann);
    await sees(ann, ".room-bar .until", ALMOST_AN_HOUR);
  });
});

describe("when a room has ended", () => {
  test("the page says how long it lived by the server's clock, and what was said can be saved as a file", {
    tags: ["thorough"],
  }, async () => {
    const [ann, bob] = await Promise.all([person(), person()]);
    await bob.addInitScript(TOMORROW);
    const room = await openTimed(ann, `A/B: "cats" & <b>dogs</b>`);
    await ask(ann, "POST", "/nickname", { name: "<i>Ann</i>" });
    await ann.reload();
    await enter(bob, room);
    await say(ann, "<script>alert(1)</script> & see https://example.org/a?b=1&c=2");
    await ask(ann, "POST", `/room/${idOf(room)}/chat/1/react`, { emoji: "🎉" });
    await bob.waitForSelector("#chat-1 .reaction");
    await say(ann, "run `rm -rf` or ```\nmake\n```");
    await sees(bob, ".words", "make");
    await ann.setInputFiles("#gif", file(gif({ width: 120, height: 80, frames: 3 })));
    await ann.locator(".parcel input.input").fill(`a "cat" leaps`);
    await ann.click(".say button");
    await bob.waitForSelector(`[data-seq='3'] img${moving}`);
    await hasPictures(bob);
    await bob.locator("#chat-2 > .quick-reply").dispatchEvent("click");
    await say(bob, "to be removed");
    await bob.waitForSelector(".mine[data-seq='4']");
    await ask(ann, "POST", `/room/${idOf(room)}/chat`, { chat: "**who** said _that_ ||Bob||", replyTo: 2 });
    await bob.waitForSelector("[data-seq='5'] .quote");
    await ask(ann, "DELETE", `/room/${idOf(room)}/chat/4`);
    await bob.waitForSelector("[data-seq='4'] .removed");
    await ask(ann, "POST", `/room/${idOf(room)}/gif`, { again: 3 });
    await bob.waitForSelector(`[data-seq='6'] img${moving}`);
    await hasPictures(bob);
    await bob.fill("#say", "half a thought");
    await ask(ann, "DELETE", `/room/${idOf(room)}`);
    await sees(bob, ".ended", "held 6 messages");
    expect(await bob.locator(".ended").innerText()).toMatch(/It lived for \d+ (second|minute)s?/);
    expect(await bob.inputValue("#unsent")).toBe("half a thought");
    for (const dead of [
      ".tools",
      ".quick-reply",
      ".room-bar .menu",
      "[data-composer]",
      "[data-whisper]",
      ".until",
    ])
      expect(await shown(bob, dead).count(), dead).toBe(0);
    expect(await violations(bob)).toEqual([]);
    const [download] = await Promise.all([
      bob.waitForEvent("download"),
      bob.getByRole("button", { name: "Save the conversation" }).click(),
    ]);
    const today = new Date().toISOString().slice(0, 10);
    expect(download.suggestedFilename()).toBe(`A B cats & b dogs b ${today}.html`);
    const html = await readFile((await download.path())!, "utf8");
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt; &amp; see ");
    expect(html).toContain(`href="https://example.org/a?b=1&amp;c=2"`);
    expect(html).toContain("&lt;i&gt;Ann&lt;/i&gt;");
    expect(html).toContain("<span>🎉 1</span>");
    expect(html).toContain("<code>rm -rf</code>");
    expect(html).toMatch(/href="#m2">.*run rm -rf or\s+make/);
    expect(html).toMatch(
      /<strong>who<\/strong> said <em>that<\/em> <label class="spoiler">.*<span>Bob<\/span>/,
    );
    expect(html).toContain("<pre><code>make</code></pre>");
    expect(html).toContain("6 messages. The room itself is gone.");
    expect(html).not.toContain("to be removed");
    expect(html).not.toMatch(/<script|\son\w+=|<i>Ann/);
    const saved = await person();
    await saved.setContent(html);
    expect(await saved.title()).toContain(`A/B: "cats" & <b>dogs</b>`);
    const again = saved.locator('#m6 a[href="#m3"] img');
    expect(await again.getAttribute("src")).toMatch(/^data:image\/webp;base64,/);
    const picture = saved.locator("#m3 img");
    expect(await picture.getAttribute("alt")).toBe(`a "cat" leaps`);
    expect(await picture.getAttribute("src")).toMatch(/^data:image\/gif;base64,/);
    const width = () =>
      picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth);
    await expect.poll(width).toBe(120);
    await bob.click(".ended .primary");
    await bob.waitForURL(/\/room\?title=/);
    expect(await bob.inputValue("#title")).toBe(`A/B: "cats" & <b>dogs</b>`);
  });

  test("a page that was offline meanwhile says so too, and saves still pictures where they do not move", {
    tags: ["thorough"],
  }, async () => {
    const [ann, bob] = await Promise.all([person(), person({ reducedMotion: "reduce" })]);
    const room = await openTimed(ann);
    await enter(bob, room);
    await ann.setInputFiles("#gif", file(gif({ width: 120, height: 80, frames: 3 })));
    await ann.click(".say button");
    await bob.waitForSelector("[data-seq='1'] img");
    await hasPictures(bob);
    await goOffline(bob);
    await ask(ann, "DELETE", `/room/${idOf(room)}`);
    await bob.context().setOffline(false);
    await sees(bob, ".ended", "It held 1 message");
    const [download] = await Promise.all([
      bob.waitForEvent("download"),
      bob.getByRole("button", { name: "Save the conversation" }).click(),
    ]);
    const html = await readFile((await download.path())!, "utf8");
    expect(html).toMatch(/<img src="data:image\/webp;base64,[^"]{20,}" width="120" height="80"/);
  });
});
