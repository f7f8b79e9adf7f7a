import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Client } from "../../support/client.js";
import { gif } from "../../support/gif.js";
import { useServer } from "../../support/server.js";
import {
  enter,
  file,
  goOffline,
  isAtRest,
  isLive,
  isStored,
  ofRefusals,
  ofTheNetwork,
  say,
  sees,
  useBrowser,
} from "../support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000" });
const { person } = useBrowser(ofRefusals, ofTheNetwork);
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

async function longRoom(count: number): Promise<{ url: string; talker: Client }> {
  const visitor = await server.visitor();
  const { _id } = await visitor.open({ title: "Long" });
  const talker = await visitor.enter(_id);
  await talker.call("nickname", { name: "Ann" });
  for (let i = 1; i <= count; i++) await talker.call("chat", { chat: `number ${i}` });
  return { url: `${server.url}/room/${_id}`, talker };
}

const hasFocus = (page: Page, id: string) =>
  expect.poll(() => page.evaluate("document.activeElement.id")).toBe(id);
const answersNothing = (page: Page) => page.locator(".replying").waitFor({ state: "detached" });

test("an answer quotes its original, leads to it however far up it is, and follows it while one is away", async () => {
  const { url, talker } = await longRoom(120);
  const [bob, cleo] = await Promise.all([person(), person()]);
  for (const one of [bob, cleo]) await enter(one, url);
  await isLive(cleo);

  await bob.locator("#chat-120").hover();
  await bob.locator("#chat-120 > .quick-reply").click();
  await sees(bob, ".replying [data-quote='120']", /Reply to Ann.*number 120/s);
  await hasFocus(bob, "say");
  await say(bob, "first answer");
  await answersNothing(bob);
  await sees(cleo, "#chat-121 .quote", /Ann\s*number 120/);
  await say(bob, "answers nothing");
  await isStored(bob, "answers nothing");
  await bob.locator("#chat-121[data-seq] .quote").waitFor();

  await talker.call("chat", { chat: "far **up** ||or not||", replyTo: 1 });
  await talker.call("chat", { chat: "and next to it", replyTo: 2 });
  await sees(cleo, "#chat-124 .quote", "number 2");
  await sees(bob, "#chat-123 .quote", "number 1");
  await goOffline(cleo);
  await talker.call("editChat", { seq: 1, chat: "number ~~one~~ ||hidden||" });
  await talker.call("removeChat", { seq: 2 });
  await sees(bob, "#chat-123 .quote", "number one ▒▒▒");
  await sees(bob, "#chat-124 .quote", "A removed message");
  await cleo.context().setOffline(false);
  await sees(cleo, "#chat-123 .quote", "number one ▒▒▒");
  await sees(cleo, "#chat-124 .quote", "A removed message");

  await bob.click("#chat-123 .quote");
  await hasFocus(bob, "chat-1");
  await bob.waitForSelector("#chat-124", { state: "detached" });
  await bob.keyboard.press("r");
  await sees(bob, ".replying", "number one ▒▒▒");
  await hasFocus(bob, "say");
  await bob.keyboard.press("Escape");
  await answersNothing(bob);
  await bob.locator("#chat-3 > .quick-reply").dispatchEvent("click");
  await sees(bob, ".replying", "number 3");
  await bob.fill("#say", "still writing");
  await bob.reload();
  await isLive(bob);
  await sees(bob, ".replying", "number 3");
  await talker.call("editChat", { seq: 3, chat: "number three" });
  await sees(bob, ".replying", "number three");
  await talker.call("removeChat", { seq: 3 });
  await sees(bob, "[data-notices]", "was removed");
  await answersNothing(bob);
  expect(await bob.inputValue("#say")).toBe("still writing");

  await bob.fill("#say", "");
  await bob.locator("#chat-100 > .quick-reply").dispatchEvent("click");
  await sees(bob, ".replying", "number 100");
  expect(await bob.evaluate("JSON.stringify(sessionStorage)")).not.toContain("number");
  await bob.goto("about:blank");
  await talker.call("removeChat", { seq: 100 });
  await enter(bob, url);
  await sees(bob, "[data-notices]", "was removed");
  await answersNothing(bob);
  await bob.locator("#chat-123 > .quick-reply").dispatchEvent("click");
  await bob.setInputFiles("#gif", [
    file(gif({ width: 40, height: 40 })),
    file(gif({ width: 41, height: 40 })),
  ]);
  await bob.locator(".parcel").nth(1).waitFor();
  await bob.click(".say button");
  await sees(cleo, "#chat-125 .quote", "far up ▒▒▒");
  await cleo.waitForSelector("#chat-126 .gif");
  await cleo.locator("#chat-126:not(:has(.quote))").waitFor();
  await talker.call("chat", { chat: "nice picture", replyTo: 125 });
  await cleo.waitForSelector("#chat-127 .quote img");
  await sees(cleo, "#chat-127 .quote", "GIF from");
  await bob.setInputFiles("#gif", file(gif({ width: 42, height: 40, frames: 1 })));
  await bob.click(".say button");
  await cleo.waitForSelector("#chat-128 img[alt^='Picture from']");
  await cleo.locator("#chat-128 > .quick-reply").dispatchEvent("click");
  await sees(cleo, ".replying", "Picture from");
  await cleo.reload();
  await isLive(cleo);
  await sees(cleo, ".replying", "Picture from");
  await talker.call("chat", { chat: "nice photo", replyTo: 128 });
  await sees(cleo, "#chat-129 .quote", "Picture from");

  const hidden = bob.locator("#chat-123 .spoiler");
  await hidden.locator("span").waitFor({ state: "hidden" });
  await hidden.locator("input").focus();
  await bob.keyboard.press("Space");
  await hidden.locator("span").waitFor();
  await bob.locator("#chat-123 .words strong").waitFor();
});

test("what is answered may be gone by the time the answer is sent, which can then go without it", {
  tags: ["thorough"],
}, async () => {
  const { url, talker } = await longRoom(2);
  const bob = await person();
  await enter(bob, url);
  await bob.locator("#chat-2 > .quick-reply").dispatchEvent("click");
  await goOffline(bob);
  await say(bob, "late answer");
  await sees(bob, ".pending .quote", "number 2");
  await talker.call("removeChat", { seq: 2 });
  await bob.context().setOffline(false);
  await sees(bob, ".failed .state", "is gone");
  await sees(bob, ".failed .quote", "A removed message");
  await bob.click("[data-again]");
  await isStored(bob, "late answer");
  await bob.locator(".mine[data-seq]:not(:has(.quote))", { hasText: "late answer" }).waitFor();

  const answer = () => bob.locator("#chat-1 > .quick-reply").dispatchEvent("click");
  await answer();
  await sees(bob, ".replying", "number 1");
  await bob.locator(".member [data-whisper]").first().click();
  await answersNothing(bob);
  await answer();
  await sees(bob, ".replying", "number 1");
  await bob.locator("[data-whispering]").waitFor({ state: "hidden" });
  await bob.setInputFiles("#gif", file(gif({ width: 40, height: 40 })));
  await bob.locator(".parcel").waitFor();
  await goOffline(bob);
  await bob.click(".say button");
  await sees(bob, ".parcel", "Waiting for the connection");
  await talker.call("removeChat", { seq: 1 });
  await bob.context().setOffline(false);
  await sees(bob, ".parcel", "is gone");
  await bob.click(".parcel .link");
  await bob.locator("#chat-4 .gif").waitFor();
  await bob.locator("#chat-4:not(:has(.quote))").waitFor();
});

test("a stroke to the side answers a message, in both directions of reading; one up or down scrolls", {
  tags: ["thorough"],
}, async () => {
  const { url } = await longRoom(60);
  const bob = await person(phone);
  await enter(bob, url);
  const screen = await bob.context().newCDPSession(bob);
  const stroke = async (chat: string, [x, y]: [number, number]) => {
    const box = (await bob.locator(`${chat} .words`).boundingBox())!;
    const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", part?: number) => {
      const touchPoints = part === undefined ? [] : [{ x: from.x + x * part, y: from.y + y * part }];
      return screen.send("Input.dispatchTouchEvent", { type, touchPoints });
    };
    await touch("touchStart", 0);
    for (let part = 0.1; part < 1.05; part += 0.1) await touch("touchMove", part);
    await touch("touchEnd");
  };
  await stroke("#chat-60", [90, 8]);
  await sees(bob, ".replying", "number 60");
  await hasFocus(bob, "say");
  await isAtRest(bob);
  await stroke("#chat-59", [30, 0]);
  await stroke("#chat-58", [-60, 0]);
  await stroke("#chat-56", [90, 5]);
  await sees(bob, ".replying", "number 56");
  await bob.evaluate("document.documentElement.dir = 'rtl'");
  await isAtRest(bob);
  await stroke("#chat-55", [-90, 5]);
  await sees(bob, ".replying", "number 55");
  await bob.locator(".swiping").waitFor({ state: "detached" });
  await bob.locator(".swipe-hint").waitFor({ state: "detached" });
  await stroke("#chat-54", [-60, 120]);
  await expect.poll(() => bob.evaluate("document.querySelector('#stream').scrollTop")).toBeLessThan(0);
  await sees(bob, ".replying", "number 55");
});
