import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { useInstances } from "../../support/instances.js";
import { dateChats } from "../../support/rooms.js";
import {
  enter,
  isLive,
  ofRefusals,
  ofTheNetwork,
  openMenu,
  openRoom,
  say,
  sees,
  useBrowser,
} from "../support.js";

const instances = useInstances(1, { EMPTY_ROOM_GRACE_MS: "300000" });
const { person } = useBrowser(ofTheNetwork, ofRefusals);
const url = () => instances.servers[0]!.url;

const phone = (width: number, height = 740) => ({
  viewport: { width, height },
  isMobile: true,
  hasTouch: true,
});

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A zone in which it is about noon, so that no test runs into midnight. */
const ahead = 12 - new Date().getUTCHours();
const timezoneId = `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
const midnight = Math.floor((Date.now() + ahead * HOUR_MS) / DAY_MS) * DAY_MS - ahead * HOUR_MS;
const dateOf = (at: number, options: Intl.DateTimeFormatOptions = {}, lang = "en") =>
  new Intl.DateTimeFormat(lang, { weekday: "long", day: "numeric", month: "long", ...options }).format(at);

async function talk(count: number, title = "Late night cats") {
  const talker = await instances.servers[0]!.visitor();
  const { _id } = await talker.open({ title });
  const client = await talker.enter(_id);
  for (let i = 1; i <= count; i++) await client.call("chat", { chat: `number ${i}` });
  const date = (from: number, to: number, at: number) =>
    dateChats(instances.uri, _id, [from, to], new Date(at));
  return { talker, client, id: _id, room: `${url()}/room/${_id}`, date };
}

/** For a slow machine. */
const soon = { timeout: 20_000 };

async function search(page: Page): Promise<void> {
  await openMenu(page);
  await page.click(".menu a[data-find]");
  await page.waitForSelector("#find:focus");
}

const box = async (one: Locator) => (await one.boundingBox())!;

describe("days", () => {
  test("a separator stands above the first message of each day, whatever is loaded, and says so at midnight", {
    tags: ["thorough"],
  }, async () => {
    const { room, date, client } = await talk(65);
    const earlier = midnight - 3 * DAY_MS + 12 * HOUR_MS;
    await date(1, 60, earlier);
    await date(61, 63, midnight - 60_000);
    await date(64, 65, midnight + 60_000);
    const [ann, eve] = await Promise.all([
      person({ ...phone(360), timezoneId }),
      person({ ...phone(320), timezoneId, locale: "ko" }),
    ]);
    await ann.clock.install();
    await enter(ann, room);
    await enter(eve, `${room}?spectate=on`);
    const days = (page: Page) => page.locator("[data-chats] > .day").allInnerTexts();
    const isSeen = (page: Page, expected: string[]) => expect.poll(() => days(page), soon).toEqual(expected);
    const [first, firstKo] = [
      dateOf(earlier, { timeZone: timezoneId }),
      dateOf(earlier, { timeZone: timezoneId }, "ko"),
    ];
    await isSeen(ann, [first, "Yesterday", "Today"]);
    await isSeen(eve, [firstKo, "어제", "오늘"]);
    // The message after midnight goes on with the group of the one before it, but under its own day.
    await sees(ann, ".day + .chat.first:has(.who time)", "number 64");
    for (const page of [ann, eve]) {
      await page.evaluate("document.querySelector('#stream').scrollTo(0, -100_000)");
      await page.waitForSelector("[data-seq='1']");
    }
    await isSeen(ann, [first, "Yesterday", "Today"]);
    await isSeen(eve, [firstKo, "어제", "오늘"]);
    await search(ann);
    await ann.keyboard.press("Escape");
    await ann.waitForSelector(".find", { state: "detached" });
    await client.call("chat", { chat: "one more" });
    await sees(ann, ".chat", "one more");
    await isSeen(ann, [first, "Yesterday", "Today"]);
    await ann.context().setOffline(true);
    await ann.waitForSelector("[data-live][data-state=off]");
    await ann.clock.fastForward(DAY_MS);
    await isSeen(ann, [first, dateOf(midnight - 60_000, { timeZone: timezoneId }), "Yesterday"]);
    await search(ann);
    await ann.context().setOffline(false);
    await isLive(ann);
    await ann.fill("#find-day", new Date(midnight + ahead * HOUR_MS).toISOString().slice(0, 10));
    await ann.press("#find-day", "Enter");
    await ann.waitForSelector("#chat-64:focus");

    const plain = await person({ javaScriptEnabled: false });
    await plain.goto(`${room}?spectate=on`);
    const utc = (at: number) => `${dateOf(at, { timeZone: "UTC", year: "numeric" })} · UTC`;
    const expected = new Set([earlier, midnight - 60_000, midnight + 60_000, Date.now()].map(utc));
    expect(await days(plain)).toEqual([...expected]);
  });

  test("times take one line, no room while hidden, and stretch no row", async () => {
    const { room, date } = await talk(9);
    await date(1, 9, midnight - 60_000);
    const [ann, bob] = await Promise.all([person({ timezoneId }), person({ ...phone(320), timezoneId })]);
    for (const page of [ann, bob]) {
      await enter(page, room);
      await sees(page, ".day", "Yesterday");
      const rows = page.locator(".chat:not(.first)");
      const stretch = await rows.evaluateAll((all) =>
        all.map((row) => row.clientHeight - row.querySelector<HTMLElement>(".words")!.clientHeight),
      );
      expect(Math.max(...stretch)).toBeLessThanOrEqual(4);
      const time = rows.first().locator("time");
      expect(await time.innerText()).toBe("");
      await rows.first().hover();
      await expect.poll(() => time.innerText(), soon).toMatch(/^23:59$/);
      expect((await box(time)).height).toBeLessThan(24);
    }
  });
});

describe("names and the title", () => {
  test("on a phone, they are cut at the end of their one line, and read in full after a tap", {
    tags: ["thorough"],
  }, async () => {
    const title = "A room whose title is as long as a title may be.";
    const { room, id, client } = await talk(1, title);
    const names = ["日本語名前長い人", "ABCDEFGHIJKLMNOPQRS", "W".repeat(20)];
    for (const name of names) {
      const visitor = await instances.servers[0]!.visitor();
      await visitor.json("POST", "/nickname", { name });
      await (await visitor.enter(id)).call("chat", { chat: `from ${name}` });
    }
    const ann = await person(phone(360));
    await enter(ann, room);
    // The list of people has come anew by then.
    await client.call("chat", { chat: "welcome" });
    await sees(ann, ".words", "welcome");
    for (const width of [360, 320]) {
      await ann.setViewportSize({ width, height: 740 });
      await ann.tap(".to-people");
      await ann.locator("#people").waitFor();
      const rows = await ann.locator(".member").evaluateAll((all) =>
        all.map((row) => ({
          height: row.clientHeight,
          name: row.querySelector<HTMLElement>(".name")!.clientHeight,
          tooWide: row.scrollWidth - row.parentElement!.clientWidth,
        })),
      );
      expect(rows).toHaveLength(5);
      for (const row of rows) {
        expect(row.height).toBeLessThan(64);
        expect(row.name).toBeLessThan(30);
        expect(row.tooWide).toBeLessThanOrEqual(0);
      }
      await ann.tap(".people .close");
      await ann.locator("#people").waitFor({ state: "hidden" });
    }
    await ann.tap(".to-people");
    const wide = ann.locator(".member", { hasText: names[2]! });
    const isWhole = (name: Locator) =>
      name.evaluate((one) => one.scrollWidth <= one.clientWidth && one.clientHeight > 30);
    expect(await isWhole(wide.locator(".name"))).toBe(false);
    await wide.locator(".sure > summary").tap();
    await expect.poll(() => isWhole(wide.locator(".name")), soon).toBe(true);
    await ann.tap(".people .close");
    const author = ann.locator(".chat .who .name", { hasText: names[2]! });
    expect((await box(author)).height).toBeLessThan(30);
    await author.tap();
    await expect.poll(() => isWhole(author), soon).toBe(true);

    const heading = ann.locator(".room-bar h1");
    expect(await isWhole(heading)).toBe(false);
    await heading.tap();
    await expect.poll(() => isWhole(heading), soon).toBe(true);
    await openMenu(ann);
    const whole = ann.locator(".room-bar .menu [data-title]");
    await expect.poll(() => whole.innerText(), soon).toBe(title);
    expect(await whole.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
    client.close();
  });
});

describe("what is left of a conversation", () => {
  test("who was sent out can copy all that was half typed, and finds nothing to press that does nothing", {
    tags: ["thorough"],
  }, async () => {
    const [ann, bob] = await Promise.all([person(), person(phone(360))]);
    const room = await openRoom(ann, url());
    await isLive(ann);
    await enter(bob, room);
    await say(bob, "a message");
    await bob.waitForSelector(".mine[data-seq='1']");
    await bob.locator(".mine .tools > summary").tap();
    await bob.locator(".tools[open] [data-start-edit]").tap();
    await bob.fill("[data-edit] textarea", "half a change");
    await bob.fill("#say", "half a thought");
    const member = await bob.getAttribute("main.room", "data-me");
    const headers = { "sec-fetch-site": "same-origin" };
    await ann.request.post(`${room}/kick`, { data: { member }, headers });
    await sees(bob, ".ended", "You were sent out");
    expect(await bob.inputValue("#unsent")).toBe("half a thought\n\nhalf a change");
    await bob.focus("#unsent");
    await expect
      .poll(() => bob.evaluate("getSelection().toString()"))
      .toBe("half a thought\n\nhalf a change");
    const controls = await bob
      .locator("a, button, summary, input, textarea, select")
      .filter({ visible: true })
      .evaluateAll((all) => all.map((one) => one.id || one.className || one.getAttribute("href")));
    expect(controls).toEqual([
      "button quiet bare",
      "button quiet slim to-people",
      "unsent",
      "button primary",
    ]);
  });

  test("on paper there is the conversation, whole and dark on light, and no buttons", {
    tags: ["thorough"],
  }, async () => {
    const { room } = await talk(65);
    const ann = await person({ colorScheme: "dark" });
    await enter(ann, room);
    await say(ann, "mine");
    await ann.waitForSelector(".mine[data-seq='66']");
    const pdf = await ann.pdf({ format: "A5" });
    expect(pdf.toString("latin1").match(/\/Type ?\/Page\b/g)?.length).toBeGreaterThan(1);
    await ann.emulateMedia({ media: "print" });
    expect(await ann.locator("button, summary, textarea, .people").filter({ visible: true }).count()).toBe(0);
    expect(await ann.evaluate("getComputedStyle(document.documentElement).colorScheme")).toBe("light");
    for (const shown of ["h1", ".day", ".mine .name", ".chat:not(.first) > .at"])
      expect(await ann.locator(shown).filter({ visible: true }).count(), shown).toBeGreaterThan(0);
  });
});
