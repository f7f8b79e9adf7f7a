import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, test } from "vitest";
import { gif } from "../../support/gif.js";
import { useServer } from "../../support/server.js";
import { enter, file, isLive, openMenu, openRoom, say } from "../support.js";
import { htmlFaults } from "./html.js";
import type { Inspector } from "./inspector.js";

const OPERATOR_TOKEN = "the operator's token, long enough for anybody";
const headers = { accept: "application/json", "sec-fetch-site": "same-origin" };

/** As the worker leaves it. */
const WAITING_SHARE = `new Promise((resolve) => {
  localStorage.setItem("shared", "yes");
  const opening = indexedDB.open("gif-chat", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("share");
  opening.onsuccess = () => {
    const share = { at: Date.now(), pictures: [], refused: ["holiday.jpg"], text: "look at her" };
    const transaction = opening.result.transaction("share", "readwrite");
    transaction.objectStore("share").put(share, "waiting");
    transaction.oncomplete = () => { opening.result.close(); resolve(); };
  };
})`;

/** States of the pages beside lobby and room, and of how a room is entered and left. */
export function testPageStates({ person, isFine }: Inspector, phone: BrowserContextOptions): void {
  const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000", OPERATOR_TOKEN });
  const strict = useServer({ EMPTY_ROOM_GRACE_MS: "60000", PROOF_OF_WORK: "on", RATE_LIMITS: "on" });

  const asking = useServer({ SITE_PASSWORD: "of the site" });
  const ONION_URL = `http://${"a".repeat(56)}.onion`;
  const closed = useServer({ OPERATOR_TOKEN, OPEN_ROOMS: "operator", LOBBY: "off", ONION_URL });

  /** A room that is opened and entered without a click. */
  async function openSoon(page: Page, data: object): Promise<string> {
    await page.goto(server.url);
    const answer = await page.request.post(`${server.url}/room`, { headers, data: { title: "A", ...data } });
    const room = `${server.url}/room/${((await answer.json()) as { _id: string })._id}`;
    await enter(page, room);
    return room;
  }

  test("nothing is wrong while visitors knock, wait, are declined and are invited", async () => {
    const [ann, bob, carl] = await Promise.all([person(), person(phone), person(phone)]);
    const room = await openSoon(ann, { password: "meow" });
    await bob.goto(room);
    await bob.fill("#message", "W".repeat(140));
    await bob.click("form[action$='/knock'] button");
    await bob.waitForSelector("[data-waiting-room]");
    await isFine(bob, "waiting at the door");
    await ann.waitForSelector(".chats > .knock");
    await isFine(ann, "a knock in the room");
    await ann.goto(`${room}/knocks`);
    await isFine(ann, "page of knocks");
    await ann.click(".knock button:not([name])");
    await bob.waitForSelector(".at-door [role=status]");
    await isFine(bob, "declined");
    await ann.goto(`${room}/invites`);
    await ann.evaluate("for (const form of document.forms) form.noValidate = true");
    await ann.fill("#uses", "900");
    await ann.click("form[action$='/invites'] button");
    await ann.waitForSelector("#uses-error");
    await isFine(ann, "refused invite");
    await ann.fill("#uses", "2");
    await ann.click("form[action$='/invites'] button");
    await ann.waitForSelector(".box .qr path");
    await isFine(ann, "new invite");
    await carl.goto(await ann.locator(".box .link-text").innerText());
    await isFine(carl, "invited");
    await enter(ann, room);
    await ann.request.patch(room, { headers, data: { locked: true } });
    await carl.goto(room);
    await carl.waitForSelector(".badge");
    await isFine(carl, "door of a locked room");
  });

  test("nothing is wrong while a host makes a hook, and with what it says", async () => {
    const ann = await person();
    const room = await openSoon(ann, {});
    await ann.goto(`${room}/hooks`);
    await isFine(ann, "no hooks");
    await ann.fill("#hook-name", `a${"\u0301".repeat(9)}`);
    await ann.click("form[action$='/hooks'] button");
    await ann.waitForSelector("#hook-name-error");
    await isFine(ann, "refused hook");
    for (const name of ["Build", "W".repeat(20), "Third", "Fourth", "Fifth"]) {
      await ann.fill("#hook-name", name);
      await ann.click("form[action$='/hooks'] button");
      await ann.waitForSelector(`#made-title:has-text("${name}")`);
      if (name === "Build") await isFine(ann, "new hook");
    }
    await ann.locator(".hooks .sure > summary").first().click();
    await isFine(ann, "five hooks, and before one is ended");
    const url = await ann.locator("[data-copy]").first().getAttribute("data-copy");
    await fetch(url!, { method: "POST", body: new URLSearchParams({ chat: "Build 214 is green" }) });
    await enter(ann, room);
    await ann.waitForSelector(".chat .badge.bot");
    await isFine(ann, "a hook's message");
  });

  test("nothing is wrong with reactions, a message's tools, and the words that say who reacted", async () => {
    const [ann, bob, carl] = await Promise.all([person(), person(phone), person()]);
    const room = await openSoon(ann, {});
    for (const chat of ["one", "two"]) await ann.request.post(`${room}/chat`, { headers, data: { chat } });
    await enter(bob, room);
    for (const emoji of ["👍", "🎉", "😢"])
      for (const { request } of [ann, bob])
        await request.post(`${room}/chat/1/react`, { headers, data: { emoji } });
    await enter(ann, room);
    await ann.click("#chat-2 .tools > summary");
    await ann.locator("#chat-1 .reaction").first().hover();
    await ann.waitForSelector(".who-reacted:popover-open");
    await isFine(ann, "reactions, and who reacted");
    await bob.reload();
    await isLive(bob);
    await bob.locator("#chat-1 .tools > summary").dispatchEvent("click");
    await bob.waitForSelector("#chat-1 .quick-reactions [aria-pressed=true]");
    await isFine(bob, "own reactions, and the tools of another's message");
    await enter(carl, `${room}?spectate=on`);
    await isFine(carl, "reactions for who watches");
  });

  test("nothing is wrong while a visitor goes on at another device", async () => {
    const [ann, her] = await Promise.all([person(), person(phone)]);
    await openSoon(ann, {});
    await her.goto(server.url);
    await ann.goto(`${server.url}/along`);
    await isFine(ann, "before a hand-over");
    await ann.click("form[action='/along'] button");
    await ann.waitForSelector("[data-seconds-left]");
    await isFine(ann, "hand-over");
    await her.goto(String(await ann.locator("[data-copy]").getAttribute("data-copy")));
    await isFine(her, "hand-over at the other device");
    await her.tap("form[action^='/along/'] .primary");
    await her.waitForSelector("main li");
    await isFine(her, "hand-over is done");
    await ann.waitForSelector("[data-hand-over] .notice");
    await isFine(ann, "hand-over was used");
  });

  test("nothing is wrong with what refuses: pages that are not there, not allowed, too much, or want a proof", async () => {
    const [ann, bob] = await Promise.all([person(phone), person()]);
    const room = await openSoon(bob, {});
    for (const [status, path] of [
      [404, "/nowhere"],
      [404, "/i/nothing"],
      [403, `${new URL(room).pathname}/settings`],
      [400, "/%"],
    ] as const) {
      expect([path, (await ann.goto(server.url + path))?.status()]).toEqual([path, status]);
      await isFine(ann, `error ${status}: ${path.split("/").pop()}`);
    }
    const guarded = await openRoom(bob, strict.url);
    await isLive(bob);
    const take = () => bob.request.get(`${guarded}/transcript`, { headers });
    await expect.poll(async () => (await take()).status(), { timeout: 20_000 }).toBe(429);
    await openMenu(bob);
    await bob.click("[data-transcript]");
    await bob.waitForSelector("[data-error]");
    await isFine(bob, "error 429");
    // Without scripts, which would solve the puzzle and go on; axe is one itself.
    const browser = await ann.context().newCDPSession(ann);
    await browser.send("Emulation.setScriptExecutionDisabled", { value: true });
    await ann.goto(`${strict.url}/room`);
    await ann.fill("#title", "Waited for");
    await ann.click("form[action='/room'] button.primary");
    await ann.waitForSelector(".proof-page");
    await browser.send("Emulation.setScriptExecutionDisabled", { value: false });
    await isFine(ann, "proof of work");
    await bob.request.patch(guarded, { headers, data: { proof: true } });
    await browser.send("Emulation.setScriptExecutionDisabled", { value: true });
    await ann.goto(guarded);
    await ann.waitForSelector(".proof-page .badges");
    await browser.send("Emulation.setScriptExecutionDisabled", { value: false });
    await isFine(ann, "proof of work at a room's door");
  });

  test("nothing is wrong with answers and marked text, nor while one answers", async () => {
    const [ann, bob] = await Promise.all([person(), person(phone)]);
    const room = await openSoon(ann, {});
    const texts = ["**b** _i_ ~~s~~ ||hidden **b**|| `c` https://example.org\n> quoted", "gone", "> **all**"];
    for (const chat of texts) await ann.request.post(`${room}/chat`, { headers, data: { chat } });
    for (const replyTo of [1, 2])
      await ann.request.post(`${room}/chat`, { headers, data: { chat: "an answer", replyTo } });
    await ann.request.post(`${room}/chat/2/delete`, { headers });
    await enter(bob, room);
    await bob.locator("#chat-1 .quick-reply").dispatchEvent("click");
    await bob.waitForSelector(".replying");
    await isFine(bob, "answers, marked text and a reply");
    await ann.locator("#chat-1 .spoiler").click();
    await ann.waitForSelector("#chat-5 .quote .quoted:only-child");
    await isFine(ann, "hidden text that is shown, and the quote of a removed message");
  });

  test("nothing is wrong with a full room's message, who was banned or sent out, and the transcript", async () => {
    const [ann, bob, carl] = await Promise.all([person(), person(phone), person()]);
    const room = await openSoon(ann, { max: 2 });
    await enter(bob, room);
    await say(ann, "hello `code` https://example.org");
    await bob.waitForSelector(".words code");
    await openMenu(bob);
    for (const page of [ann, bob]) {
      await page.click("a[data-find]:visible");
      await page.fill("#find", "hello");
      await page.waitForSelector(".found mark");
      await isFine(page, "search in a room");
      await page.press("#find", "Escape");
      await page.waitForSelector(".find", { state: "detached" });
    }
    await carl.goto(room);
    await carl.waitForSelector(".flash a");
    await isFine(carl, "message of a full room");
    const transcript = await (await ann.request.get(`${room}/transcript`)).text();
    expect(await htmlFaults(transcript, "server")).toEqual([]);
    const ids = await ann
      .locator(".member")
      .evaluateAll((all) => all.map((one) => one.getAttribute("data-member")));
    const me = await ann.locator("main.room").getAttribute("data-me");
    const member = ids.find((id) => id !== me);
    await ann.request.post(`${room}/kick`, { headers, data: { member } });
    await bob.waitForSelector(".ended");
    await isFine(bob, "sent out");
    await enter(bob, room);
    await ann.request.post(`${room}/kick`, { headers, data: { member, ban: true } });
    await bob.waitForSelector(".ended");
    await isFine(bob, "banned");
  });

  test("nothing is wrong with the notifications' settings, nor with what a phone shares, nor without a connection", async () => {
    const ann = await person(phone);
    await openSoon(ann, {});
    await openMenu(ann);
    await ann.click("[data-notify]");
    await ann.click("dialog [value=all]");
    await ann.waitForSelector(".notify-problem .icon");
    await isFine(ann, "settings of notifications");
    await ann.evaluate(WAITING_SHARE);
    await ann.goto(server.url);
    await ann.waitForSelector(".flash .button");
    await isFine(ann, "a shared picture waits");
    await ann.goto(`${server.url}/share`);
    await isFine(ann, "a share that got lost");
    await ann.goto(`${server.url}/offline`);
    await isFine(ann, "without a connection");
    await ann.goto(`${closed.url}/privacy`);
    await isFine(ann, "what is kept");
    await ann.goto(`${asking.url}/room`);
    await ann.fill("#password", "a guess");
    await ann.click(".gate-form button.primary");
    await ann.waitForSelector("#password-error");
    await isFine(ann, "the password of the site, after a wrong one");
    await ann.goto(`${closed.url}/`);
    await isFine(ann, "a lobby without a list, where only the operator opens rooms");
    await ann.goto(`${closed.url}/operator`);
    await ann.fill("#token", "a guess");
    await ann.click("form[action='/operator/enter'] button.primary");
    await ann.waitForSelector("#token-error");
    await isFine(ann, "a wrong token of the operator");
    await ann.fill("#token", OPERATOR_TOKEN);
    await ann.click("form[action='/operator/enter'] button.primary");
    await ann.waitForSelector("form[action='/operator/leave']");
    await isFine(ann, "the operator is signed in");
  });

  test("nothing is wrong while a message, a picture and a room are reported", async () => {
    const [ann, bob] = await Promise.all([person(), person(phone)]);
    const room = await openSoon(ann, {});
    await ann.request.post(`${room}/chat`, { headers, data: { chat: "a **word** ".repeat(150) } });
    const multipart = { gif: file(gif({ width: 40, height: 30 })), alt: "a cat", cover: "on" };
    await ann.request.post(`${room}/gif`, { headers, multipart });
    await enter(bob, room);
    await bob.locator("#chat-1 .tools > summary").dispatchEvent("click");
    await bob.click("#chat-1 [data-report]");
    await bob.waitForSelector("dialog.report h1:focus");
    await isFine(bob, "a message is reported");
    await bob.evaluate("document.querySelector('#reason').removeAttribute('maxlength')");
    await bob.fill("#reason", "x".repeat(501));
    await bob.click("[data-report-form] .primary");
    await bob.waitForSelector("#reason-error");
    await isFine(bob, "a reason that is too long, in the dialog");
    await bob.fill("#reason", "spam");
    await bob.click("[data-report-form] .primary");
    await bob.waitForSelector("dialog.report h2:focus");
    await isFine(bob, "thanks for a report");
    await bob.goto(`${room}/chat/2/report`);
    await isFine(bob, "a picture is reported on a page");
    await bob.evaluate("document.querySelector('#reason').removeAttribute('maxlength')");
    await bob.fill("#reason", "x".repeat(501));
    await bob.click("[data-report-form] .primary");
    await bob.waitForSelector("#reason-error");
    await isFine(bob, "a reason that is too long, on the page");
    await bob.goto(server.url);
    await isLive(bob);
    await bob.click(`[data-room='${room.split("/").pop()}'] [data-report]`);
    await bob.click("dialog.report [data-report-form] .primary");
    await bob.waitForSelector(".report-notices .notice");
    await isFine(bob, "thanks in the lobby");
    // The card stays while somebody points at the list.
    await bob.hover(`[data-room='${room.split("/").pop()}'] h3`);
    await ann.request.delete(room, { headers });
    await bob.waitForSelector(".card.gone");
    await isFine(bob, "a room of the lobby that has just ended");
  });

  test("nothing is wrong with the emoji picker, the suggestions and a mention", async () => {
    const [ann, bob] = await Promise.all([person(), person(phone)]);
    const room = await openSoon(ann, {});
    await enter(bob, room);
    await say(ann, `hello @${await bob.getAttribute("main", "data-name")}`);
    await bob.waitForSelector(".meant .mention");
    await isFine(bob, "a mention");
    await ann.waitForSelector(".member >> nth=1");
    for (const [typed, state] of [
      ["@", "suggested members"],
      ["\b:sm", "suggested emoji"],
    ] as const) {
      await ann.focus("#say");
      if (typed.startsWith("\b")) await ann.keyboard.press("Backspace");
      await ann.keyboard.type(typed.replace("\b", ""));
      await ann.waitForSelector(".suggestions:not([hidden]) [role=option]");
      await isFine(ann, state);
    }
    await bob.click("[data-emoji-button]");
    await bob.waitForSelector(".emoji-picker [data-emoji]");
    // One button is like another, and axe looks long at each.
    await bob.evaluate(
      "for (const one of document.querySelectorAll('[data-emoji]:nth-child(n + 4)')) one.remove()",
    );
    await isFine(bob, "emoji picker");
    await bob.fill(".emoji-picker [role=searchbox]", "cat");
    await bob.waitForSelector(".emoji-picker [data-group=found]");
    await isFine(bob, "found emoji");
  });

  test("nothing is wrong with the shelf of pictures", async () => {
    const [ann, bob] = await Promise.all([person(), person(phone)]);
    const room = await openSoon(ann, {});
    await enter(bob, room);
    const multipart = { gif: file(gif({ width: 40, height: 30 })), alt: "a cat" };
    await ann.request.post(`${room}/gif`, { headers, multipart });
    for (const page of [ann, bob]) {
      await page.click(".gif > a");
      await page.click("dialog.viewer [data-star]");
      await page.waitForSelector("dialog.viewer [data-star][aria-pressed=true]");
      await page.keyboard.press("Escape");
      await page.click(".gif-button");
      await page.waitForSelector(".shelf [data-picture][aria-label='a cat']");
      await page.click("#shelf-mine");
      await page.waitForSelector(".shelf-foot [aria-pressed]:not([hidden])");
      await isFine(page, "shelf: starred pictures");
      await page.click(".shelf-foot [aria-pressed]");
      await page.fill(".shelf [role=searchbox]", "dog");
      // On a phone, where it has the least room.
      if (page === bob) await isFine(page, "shelf: nothing found");
      await page.fill(".shelf [role=searchbox]", "");
      await page.click("#shelf-pack");
      await page.waitForSelector(".shelf [data-picture=yes]");
      await page.evaluate(
        "for (const one of document.querySelectorAll('[data-picture]:nth-child(n + 4)')) one.remove()",
      );
      if (page === ann) await isFine(page, "shelf: pack");
    }
  });

  test("nothing is wrong with the second page of a lobby, nor in forced colours", async () => {
    const owner = await server.visitor();
    for (let i = 0; i < 60; i++) await owner.open({ title: `Room number ${i}` });
    const ann = await person({ ...phone, forcedColors: "active" });
    await ann.goto(server.url);
    await ann.click(".pager [rel=next]");
    await ann.waitForURL(/before=/);
    await isFine(ann, "second page of the lobby, in forced colours");
    const room = await openSoon(ann, {});
    await isFine(ann, "alone in a room, in forced colours");
    await ann.click(".to-people");
    await isFine(ann, "people on a phone, in forced colours");
    await ann.goto(`${room}/settings`);
    await isFine(ann, "settings as a page, in forced colours");
  });
}
