import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { limits } from "../../src/shared/limits.js";
import { useServer } from "../support/server.js";
import { enter, isLive, isStored, openRoom, say, sees, useBrowser } from "./support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000" });
const { person } = useBrowser();

const cardOf = (room: string): string => `[data-room='${room.split("/").pop()}']`;

const areInLine = (page: Page, ...selectors: string[]) =>
  page.evaluate<boolean>(`(() => {
    const boxes = ${JSON.stringify(selectors)}.map((one) => document.querySelector(one).getBoundingClientRect());
    return Math.max(...boxes.map(({ top }) => top)) < Math.min(...boxes.map(({ bottom }) => bottom));
  })()`);

describe("the lobby", () => {
  test("the lobby shows a room as it is opened, fills, comes alive, waits for its end and is gone", async () => {
    const [watcher, owner] = await Promise.all([person(), person()]);
    await enter(watcher, server.url);
    const room = await openRoom(owner, server.url, "Cats & <b>dogs</b>");
    const card = cardOf(room);
    await sees(watcher, `${card} .count`, "1 / 10");
    expect(await watcher.locator(`${card} h3`).textContent()).toBe("Cats & <b>dogs</b>");
    await say(owner, "hello");
    await sees(watcher, `${card}.large`, "Talking now");
    expect(await watcher.locator("#title").isVisible()).toBe(true);
    await enter(owner, server.url);
    for (const page of [watcher, owner]) await sees(page, `${card} .ending`, "Ends in");
    await watcher.waitForSelector(`${card}.empty:not(.large)`);
    expect(await areInLine(watcher, `${card} h3`, `${card} .count`)).toBe(true);
    await owner.request.delete(room, { headers: { "sec-fetch-site": "same-origin" } });
    await watcher.locator(card).waitFor({ state: "detached" });
    await sees(watcher, "[data-nothing]", "It is quiet here");
    await watcher.setViewportSize({ width: 360, height: 740 });
    await enter(watcher, `${server.url}/?q=${"many words ".repeat(4)}`);
    expect(await areInLine(watcher, "#rooms-title", "[data-live]")).toBe(true);
  });

  test("the lobby moves nothing while the pointer is on a room", { tags: ["thorough"] }, async () => {
    const [watcher, owner] = await Promise.all([person(), person()]);
    const first = cardOf(await openRoom(owner, server.url, "First"));
    await enter(watcher, server.url);
    // The list that is fetched on connecting may replace the cards.
    await watcher.waitForLoadState("networkidle");
    await watcher.hover(first);
    await say(owner, "hello");
    await sees(watcher, first, "Talking now");
    const place = () =>
      watcher.locator(first).evaluate(({ offsetLeft, offsetTop }: HTMLElement) => [offsetLeft, offsetTop]);
    const at = await place();
    const second = cardOf(await openRoom(await person(), server.url, "Second"));
    await sees(watcher, "[data-totals]", "2 rooms");
    const other = await server.visitor();
    const { _id: short } = await other.open({ title: "Short" });
    await sees(watcher, "[data-totals]", "3 rooms");
    await other.json("DELETE", `/room/${short}`);
    await sees(watcher, "[data-totals]", "2 rooms");
    expect(await watcher.locator(second).count()).toBe(0);
    expect(await place()).toEqual(at);
    await watcher.mouse.move(5, 5);
    await watcher.waitForSelector(second);
    await watcher.waitForSelector(`${first}.large`);
    expect(await watcher.locator(cardOf(short)).count()).toBe(0);
  });

  test("the lobby loses nothing that happens while its list is on its way", async () => {
    const owner = await server.visitor();
    const { _id } = await owner.open({ title: "Before" });
    const client = await owner.enter(_id);
    const ann = await person();
    const held: (() => Promise<void>)[] = [];
    await ann.route(`${server.url}/`, async (route) => {
      if (route.request().resourceType() !== "fetch") return route.continue();
      const response = await route.fetch();
      held.push(() => route.fulfill({ response }));
    });
    await enter(ann, server.url);
    await expect.poll(() => held.length).toBe(1);
    await client.call("renameRoom", { title: "After" });
    await sees(ann, cardOf(_id), "After");
    const later = await owner.open({ title: "Later" });
    await sees(ann, cardOf(later._id), "Later");
    await ann.evaluate(`document.querySelector("${cardOf(_id)}").dataset.old = "yes"`);
    await held[0]!();
    await ann.waitForSelector(`${cardOf(_id)}:not([data-old])`);
    await sees(ann, cardOf(_id), "After");
    await sees(ann, cardOf(later._id), "Later");
    client.close();
  });

  test("the lobby keeps a full room's link for a member who sits there in another window", {
    tags: ["thorough"],
  }, async () => {
    const ann = await person();
    const watched = await ann.context().newPage();
    const owner = await server.visitor();
    const { _id } = await owner.open({ title: "Crowd", max: 26 });
    const clients = [await owner.enter(_id)];
    for (let i = 1; i < 25; i++) {
      const guest = await server.visitor();
      await guest.page(`/room/${_id}`);
      clients.push(await guest.enter(_id));
    }
    await enter(watched, server.url);
    await watched.waitForLoadState("networkidle");
    await sees(watched, `[data-room='${_id}'] .count`, "25 / 26");
    await enter(ann, `${server.url}/room/${_id}`);
    await sees(watched, `[data-room='${_id}'] .count`, "26 / 26");
    await watched.waitForSelector(`[data-room='${_id}']:not(.full) a`);
    await watched.waitForSelector(`[data-room='${_id}'] .here:visible`);
    const stranger = await person();
    await enter(stranger, server.url);
    await stranger.waitForSelector(`[data-room='${_id}'].full`);
    expect(await stranger.locator(`[data-room='${_id}'] .here`).isVisible()).toBe(false);
    expect(await stranger.locator(`[data-room='${_id}'] .faces`).innerText()).toBe("+20");
    expect(await stranger.locator(`[data-room='${_id}'] h3 a`).count()).toBe(0);
    const links = stranger.locator(`[data-room='${_id}'] a`);
    expect(await links.evaluateAll((all) => all.map((one) => one.getAttribute("href")))).toEqual([
      `/room/${_id}?spectate=on`,
    ]);
    for (const client of clients) client.close();
  });

  test("a step back from the lobby shows the room with the messages sent meanwhile, once each", {
    tags: ["thorough"],
  }, async () => {
    const [ann, bob] = await Promise.all([person(), person()]);
    const room = await openRoom(ann, server.url);
    await enter(bob, room);
    await say(bob, "before");
    await sees(ann, ".words", "before");
    await ann.click(".room-bar > a");
    await isLive(ann);
    await say(bob, "meanwhile");
    await isStored(bob, "meanwhile");
    await ann.goBack();
    await isLive(ann);
    await sees(ann, ".divider + .chat", "meanwhile");
    await say(bob, "after");
    await sees(ann, ".words", "after");
    expect(await ann.locator(".chat .words").allInnerTexts()).toEqual(["before", "meanwhile", "after"]);
  });

  test("a later page has no hero, follows its rooms, says what was opened since, and leads back", {
    tags: ["thorough"],
  }, async () => {
    const [ann, owner] = [await person(), await server.visitor()];
    const ids: string[] = [];
    for (let i = 0; i <= limits.lobbyPage + 1; i++)
      ids.push((await owner.open({ title: `Paged ${i}`, lifetime: "1h" }))._id);
    await enter(ann, `${server.url}/?q=paged`);
    await ann.click("[rel=next]");
    await isLive(ann);
    const oldest = cardOf(ids[0]!);
    await ann.focus(`${oldest} h3 a`);
    await owner.json("PATCH", `/room/${ids[0]}`, { title: "Paged anew" });
    await sees(ann, oldest, "Paged anew");
    expect(await ann.evaluate("document.activeElement.textContent")).toBe("Paged anew");
    const { _id: late } = await owner.open({ title: "Paged late" });
    await sees(ann, "[rel=prev]", "1 new");
    await owner.json("DELETE", `/room/${late}`);
    await ann.waitForSelector("[data-opened-since]", { state: "hidden" });
    await owner.json("DELETE", `/room/${ids[0]}`);
    await sees(ann, oldest, "Gone");
    await ann.waitForSelector(`${cardOf(ids[1]!)} a:focus`);
    await ann.goto(`${ann.url().replace("q=paged&", "")}`);
    expect([await ann.locator("h1").allInnerTexts(), await ann.locator(".hero").count()]).toEqual([
      ["Older rooms"],
      0,
    ]);
    await ann.click("[rel=prev]");
    await ann.waitForURL(`${server.url}/`);
    await ann.waitForSelector(".hero");
  });

  test("by choice lively rooms come first and full ones are left out, live, without a move under the pointer", {
    tags: ["thorough"],
  }, async () => {
    const [ann, owner, guest] = [await person(), await server.visitor(), await server.visitor()];
    const open = (title: string, max = 2) => owner.open({ title, max, lifetime: "1h" });
    const { _id: quiet } = await open("Chosen quiet");
    const { _id: small } = await open("Chosen small");
    const { _id: newest } = await open("Chosen newest", 5);
    const talker = await owner.enter(quiet);
    await enter(ann, `${server.url}/?q=chosen`);
    await ann.click(".choices a:has-text('Lively first')");
    await ann.waitForURL(/sort=lively/);
    await ann.click(".choices a:has-text('Open seats only')");
    await ann.waitForURL(/q=chosen&sort=lively&open=on/);
    await isLive(ann);
    await ann.waitForLoadState("networkidle");
    expect(await ann.locator(".choices [aria-current]").allInnerTexts()).toEqual([
      "Lively first",
      "Open seats only",
    ]);
    const cards = () =>
      expect.poll(() => ann.locator("[data-room]").evaluateAll((all) => all.map((one) => one.dataset.room)));
    await cards().toEqual([newest, small, quiet]);
    await ann.hover(cardOf(newest));
    const seats = [await owner.enter(small), await guest.enter(small)];
    await talker.call("chat", { chat: "hello" });
    await sees(ann, cardOf(small), "Full");
    await sees(ann, cardOf(quiet), "Talking now");
    await cards().toEqual([newest, small, quiet]);
    await ann.mouse.move(5, 5);
    await cards().toEqual([quiet, newest]);
    seats[1]!.close();
    await guest.json("POST", `/room/${small}/leave`);
    await cards().toEqual([quiet, newest, small]);
    await ann.fill("[name=q]", "small");
    await ann.press("[name=q]", "Enter");
    await ann.waitForURL(/q=small&sort=lively&open=on/);
    await cards().toEqual([small]);
    for (const client of [talker, ...seats]) client.close();
    for (const id of [quiet, small, newest]) await owner.json("DELETE", `/room/${id}`);
  });

  test("once there are rooms the form is a button; seats that are wrong and folded away are shown", {
    tags: ["thorough"],
  }, async () => {
    const [ann, owner] = await Promise.all([
      person({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }),
      server.visitor(),
    ]);
    const { _id } = await owner.open({ title: "Already there" });
    await enter(ann, server.url);
    expect(await ann.locator("#title").isVisible()).toBe(false);
    // Rooms are on a phone's first screen.
    await ann.waitForSelector(cardOf(_id));
    const { y } = (await ann.locator(cardOf(_id)).boundingBox())!;
    expect(y).toBeLessThan(600);
    await ann.tap(".open-room > summary");
    await ann.waitForSelector("#title:focus");
    await ann.fill("#title", "Cats");
    await ann.click(".more > summary");
    await ann.fill("#max", "1");
    await ann.click(".more > summary");
    await ann.click("form[action='/room'] button.primary");
    await ann.waitForSelector("#max:visible:focus");
    await ann.fill("#max", "2");
    await ann.click("form[action='/room'] button.primary");
    await ann.waitForURL(/\/room\//);
  });
});
