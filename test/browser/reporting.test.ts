import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { useSite } from "../reports/site.js";
import { gif } from "../support/gif.js";
import { enter, file, isLive, ofRefusals, openMenu, openRoom, sees, useBrowser } from "./support.js";

const site = await useSite({ EMPTY_ROOM_GRACE_MS: "60000" });
const { person } = useBrowser(ofRefusals);
const phone = { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true };
const headers = { accept: "application/json", "sec-fetch-site": "same-origin" };

const HOSTILE = `<img src=x onerror="document.title='owned'">`;

/** As a program writes, that knows of no field. */
const UNBOUNDED = `document.querySelector("#reason").removeAttribute("maxlength")`;

const newest = async () => (await site.reports.list()).reports[0];
const dialog = "dialog.report";
const fits = (page: Page) =>
  expect.poll(() => page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
const isFocused = (page: Page, selector: string) =>
  expect.poll(() => page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)})`)).toBe(true);

/** A room in which Ann has said something and shown a picture. */
async function roomOfAnn(title: string) {
  const ann = await person();
  const room = await openRoom(ann, site.server.url, title);
  await isLive(ann);
  await ann.request.post(`${room}/chat`, { headers, data: { chat: HOSTILE } });
  const multipart = { gif: file(gif({ width: 40, height: 30 })), alt: "a cat" };
  await ann.request.post(`${room}/gif`, { headers, multipart });
  return { ann, room, id: room.split("/").pop()! };
}

test("a message is reported in a dialog by keyboard, after which its author may be muted", async () => {
  const { ann, room } = await roomOfAnn(HOSTILE);
  const bob = await person();
  await enter(bob, room);
  await bob.locator("#chat-1 .tools > summary").focus();
  await bob.keyboard.press("Enter");
  await bob.focus("#chat-1 [data-report]");
  await bob.keyboard.press("Enter");
  await isFocused(bob, `${dialog} h1`);
  await sees(bob, `${dialog} .reported-text`, HOSTILE);
  await bob.keyboard.press("Escape");
  await bob.waitForSelector(dialog, { state: "detached" });
  await isFocused(bob, "#chat-1 [data-report]");

  await bob.keyboard.press("Enter");
  await bob.waitForSelector(dialog);
  await bob.evaluate(UNBOUNDED);
  await bob.fill("#reason", "x".repeat(501));
  await sees(bob, "#reason-hint", "501 / 500");
  await bob.keyboard.press("Tab");
  await bob.keyboard.press("Tab");
  await bob.keyboard.press("Enter");
  await bob.waitForSelector("#reason-error");
  await isFocused(bob, "#reason[aria-invalid=true]");
  expect(await site.reports.count()).toBe(0);
  await bob.fill("#reason", `It runs ${HOSTILE}`);
  await bob.waitForSelector("#reason-error", { state: "detached" });
  await bob.click(`${dialog} [data-report-form] .primary`);
  await isFocused(bob, `${dialog} h2`);
  await sees(bob, dialog, "Whoever runs this site will look at it");
  expect(await newest()).toMatchObject({
    ...{ kind: "message", title: HOSTILE, text: HOSTILE, seq: 1, count: 1 },
    reasons: [{ text: `It runs ${HOSTILE}` }],
  });
  await bob.click(`${dialog} [data-mute]`);
  await bob.waitForSelector("#chat-1.muted");
  expect(await bob.locator(dialog).count()).toBe(0);
  expect(await bob.title()).not.toBe("owned");

  await openMenu(bob);
  await bob.click(".room-bar [data-report]");
  await bob.waitForSelector(dialog);
  await bob.click(`${dialog} [data-report-form] .primary`);
  await sees(bob, "[data-notices] .notice", "Thank you");
  await isFocused(bob, ".room-bar .menu > summary");
  expect(await newest()).toMatchObject({ kind: "room", title: HOSTILE });
  await bob.locator("#chat-2 .link").click();
  await bob.locator("#chat-2 .tools > summary").click();
  await bob.click("#chat-2 [data-report]");
  await bob.click(`${dialog} [data-report-form] .primary`);
  // Muted already.
  await bob.waitForSelector(dialog, { state: "detached" });
  await expect.poll(newest).toMatchObject({ kind: "picture", picture: { alt: "a cat" } });

  await openMenu(bob);
  await bob.click(".room-bar [data-report]");
  await bob.fill(`${dialog} #reason`, "typed");
  await ann.request.delete(room, { headers });
  await sees(bob, ".ended", "This room is gone.");
  expect(await bob.inputValue(`${dialog} #reason`)).toBe("typed");
  await bob.click(`${dialog} [data-report-form] .primary`);
  await sees(bob, dialog, "What is gone cannot be reported any more.");
});

test("without scripts, on the smallest screen, links lead to a page that reports and leads back", {
  tags: ["thorough"],
}, async () => {
  const { room, id } = await roomOfAnn("Plain");
  const carl = await person({ ...phone, javaScriptEnabled: false, locale: "ko-KR" });
  await carl.goto(`${room}?spectate=on`);
  await carl.click("#chat-1 .tools > summary");
  await carl.click("#chat-1 [data-report]");
  await sees(carl, ".reported-text", HOSTILE);
  await fits(carl);
  await carl.click(".box [data-report-close]");
  await carl.waitForURL(`${room}?spectate=on&at=1#chat-1`);
  await carl.click("#chat-2 .tools > summary");
  await carl.click("#chat-2 [data-report]");
  await carl.waitForSelector(".reported img[alt='a cat']");
  await carl.evaluate(UNBOUNDED);
  await carl.fill("#reason", "가".repeat(501));
  await carl.click("[data-report-form] .primary");
  await carl.waitForSelector("#reason[aria-invalid=true]");
  expect(await carl.inputValue("#reason")).toBe("가".repeat(501));
  await fits(carl);
  await carl.fill("#reason", "이건 아니에요");
  await carl.click("[data-report-form] .primary");
  await sees(carl, ".flash", "알려 줘서 고마워요");
  expect(new URL(carl.url()).searchParams.get("spectate")).toBe("on");
  expect(await newest()).toMatchObject({ kind: "picture", room: id, reasons: [{ text: "이건 아니에요" }] });

  await carl.goto(site.server.url);
  await carl.click(`[data-room='${id}'] [data-report]`);
  await carl.click("[data-report-form] .primary");
  await carl.waitForURL(`${site.server.url}/`);
  await sees(carl, ".flash", "알려 줘서 고마워요");
  expect(await newest()).toMatchObject({ kind: "room", room: id, title: "Plain", reasons: [] });
});

test("on a phone, a room is reported from its card, and a picture from the viewer of who watches", {
  tags: ["thorough"],
}, async () => {
  const { ann, room, id } = await roomOfAnn("By hand");
  const eve = await person(phone);
  await enter(eve, site.server.url);
  const flag = `[data-room='${id}'] [data-report]`;
  await eve.tap(flag);
  await sees(eve, `${dialog} .reported`, "By hand");
  await fits(eve);
  await eve.fill("#reason", "its name");
  await eve.tap(`${dialog} [data-report-form] .primary`);
  await sees(eve, "[data-notices] .notice", "Thank you");
  await isFocused(eve, flag);
  expect(await newest()).toMatchObject({ kind: "room", room: id, reasons: [{ text: "its name" }] });

  await enter(eve, `${room}?spectate=on`);
  await eve.tap("#chat-2 .gif > a");
  await eve.tap("dialog.viewer [data-report]");
  await eve.waitForSelector(`${dialog} .reported img[alt='a cat']`);
  await fits(eve);
  await ann.request.post(`${room}/chat/2/delete`, { headers });
  await eve.waitForSelector("#chat-2 .removed", { state: "attached" });
  await eve.tap(`${dialog} [data-report-form] .primary`);
  await eve.waitForSelector(`${dialog} .field-error`);
  expect((await newest())?.kind).toBe("room");
  await eve.keyboard.press("Escape");
  await eve.waitForSelector(dialog, { state: "detached" });
  await ann.request.post(`${room}/delete`, { headers });
  await eve.waitForSelector(".ended");
});
