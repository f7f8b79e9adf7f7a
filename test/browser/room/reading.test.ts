import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { Client } from "../../support/client.js";
import { useServer } from "../../support/server.js";
import {
  enter,
  goOffline,
  isAtRest,
  ofTheNetwork,
  say,
  sees,
  show,
  two,
  useBrowser,
  words,
} from "../support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000" });
const { person } = useBrowser(ofTheNetwork);

/** Many at once, which one connection brings in order. */
async function count(client: Client, from: number, to: number): Promise<void> {
  for (; from <= to; from += 100) {
    const numbers = Array.from({ length: Math.min(100, to - from + 1) }, (_, i) => from + i);
    await Promise.all(numbers.map((number) => client.call("chat", { chat: `number ${number}` })));
  }
}

async function roomOf(chats: number) {
  const talker = await server.visitor();
  const { _id } = await talker.open({ title: "Long" });
  const client = await talker.enter(_id);
  await count(client, 1, chats);
  return { room: `${server.url}/room/${_id}`, client };
}

const scroll = (page: Page, by: number) =>
  page.evaluate(`document.querySelector("#stream").scrollBy(0, ${by})`);

describe("reading", () => {
  test("older messages come on scrolling up; nothing jumps, and none is read out", async () => {
    const { room, client } = await roomOf(200);
    const ann = await person();
    await enter(ann, room);
    await ann.evaluate(`window.told = [];
      new MutationObserver((changes) => {
        if (changes.some(({ addedNodes }) => addedNodes.length))
          told.push(document.querySelector("#stream").getAttribute("aria-live"));
      }).observe(document.querySelector("[data-chats]"), { childList: true });`);
    const place = () =>
      ann.locator("[data-seq='160']").evaluate((chat) => Math.round(chat.getBoundingClientRect().top));
    await ann.evaluate(`document.querySelector("[data-seq='160']").scrollIntoView()`);
    const before = await place();
    await ann.waitForSelector("[data-seq='101']");
    expect(await place()).toBe(before);
    expect(await ann.evaluate("told")).toEqual(["off"]);
    await client.call("chat", { chat: "and one more" });
    await sees(ann, "[data-to-bottom]", "1 new message");
    expect(await place()).toBe(before);
    for (let i = 0; i < 40; i++) await client.call("chat", { chat: `and another, ${i}` });
    await sees(ann, "[data-to-bottom]", "41 new messages");
    expect(Math.abs((await place()) - before)).toBeLessThanOrEqual(1);
    await ann.click("[data-to-bottom]");
    await ann.waitForSelector("[data-to-bottom]", { state: "hidden" });
    await client.call("chat", { chat: "the last one" });
    await sees(ann, ".words", "the last one");
    expect(await ann.evaluate("told.at(-1)")).toBe(null);
  });

  test("a window so tall that there is nothing to scroll is filled by itself", {
    tags: ["thorough"],
  }, async () => {
    const { room } = await roomOf(120);
    const ann = await person({ viewport: { width: 1100, height: 3400 } });
    await enter(ann, room);
    await ann.waitForSelector("[data-seq='21']");
    await scroll(ann, -100_000);
    await ann.waitForSelector("[data-seq='1']");
    await sees(ann, "[data-beginning]", "where the room begins");
  });

  test("a member who writes from far up is shown the end at once, with the messages sent meanwhile, in order", {
    tags: ["thorough"],
  }, async () => {
    const { room, client } = await roomOf(400);
    const ann = await person();
    await enter(ann, room);
    for (let top = 301; top > 0; top -= 50) {
      await scroll(ann, -100_000);
      await ann.waitForSelector(`[data-seq='${top}']`);
    }
    await ann.waitForSelector("[data-seq='400']", { state: "detached" });
    await goOffline(ann);
    await say(ann, "from far up");
    await ann.waitForSelector(".pending");
    await client.call("chat", { chat: "meanwhile" });
    await ann.context().setOffline(false);
    await ann.waitForSelector(".pending", { state: "detached" });
    await sees(ann, ".chat[data-seq]", "from far up");
    const shown = await ann.locator(".chat").evaluateAll((all) => all.map((one) => Number(one.dataset.seq)));
    expect(shown).toEqual(shown.map((_, i) => shown[0]! + i));
    expect(shown.at(-1)).toBe(402);
  });

  test("the title of a hidden page counts new messages, and a line shows where they begin", async () => {
    const { ann, bob } = await two(person, server.url);
    await say(bob, "seen");
    await sees(ann, ".words", "seen");
    await show(ann, false);
    await say(bob, "unseen");
    await say(bob, "unseen too");
    await expect.poll(() => ann.title()).toBe("(2) Late night cats · gif-chat");
    await sees(ann, ".divider + .chat", "unseen");
    await bob.click("[data-whisper]");
    await say(bob, "psst");
    await expect.poll(() => ann.title()).toBe("(3) Late night cats · gif-chat");
    await show(ann, true);
    expect(await ann.title()).toBe("Late night cats · gif-chat");
    expect(await ann.locator(".divider").count()).toBe(1);
    await say(ann, "I am back");
    await ann.waitForSelector(".divider", { state: "detached" });
    expect(await words(ann)).toEqual(["seen", "unseen", "unseen too", "psst", "I am back"]);
  });

  test("the line of new messages is there even after its place had left the page", {
    tags: ["thorough"],
  }, async () => {
    const { room, client } = await roomOf(60);
    const ann = await person();
    await enter(ann, room);
    await show(ann, false);
    await count(client, 61, 460);
    await ann.waitForSelector("[data-seq='460']", { timeout: 120_000 });
    expect(await ann.locator(".divider").count()).toBe(0);
    await show(ann, true);
    const scrollUp = async () => {
      await scroll(ann, -100_000);
      return ann.locator(".divider").count();
    };
    await expect.poll(scrollUp, { timeout: 90_000 }).toBe(1);
    await sees(ann, ".divider + .chat", "number 61");
    expect(await ann.locator(".chat").count()).toBeLessThanOrEqual(400);
  });
});

describe("a long conversation", () => {
  test("a page keeps a window of a long conversation, and the place of a member who reads further up", {
    tags: ["thorough"],
    timeout: 240_000,
  }, async () => {
    const talker = await server.visitor();
    const { _id } = await talker.open({ title: "Long" });
    const client = await talker.enter(_id);
    await count(client, 1, 1000);
    const ann = await person();
    await enter(ann, `${server.url}/room/${_id}`);
    await count(client, 1001, 2000);
    await ann.waitForSelector("[data-seq='2000']", { timeout: 120_000 });
    expect(await ann.locator(".chat").count()).toBeLessThanOrEqual(400);
    await ann.evaluate("document.querySelector('#stream').scrollBy(0, -4000)");
    await ann.waitForSelector("[data-to-bottom]:not([hidden])");
    await isAtRest(ann);
    const top = "[...document.querySelectorAll('.chat')].find((c) => c.getBoundingClientRect().top > 80)";
    const place = () =>
      ann.evaluate(
        `(() => { const c = ${top}; return [Number(c.dataset.seq), c.getBoundingClientRect().top]; })()`,
      );
    const [seq, at] = (await place()) as [number, number];
    const stays = async () => {
      const [nowSeq, nowAt] = (await place()) as [number, number];
      expect(nowSeq).toBe(seq);
      expect(Math.abs(nowAt - at)).toBeLessThanOrEqual(1);
    };
    await client.ask("chat", { chat: "newest" });
    await sees(ann, "[data-to-bottom]", "1 new message");
    await stays();
    for (let i = 0; i < 400; i++) await client.call("chat", { chat: `flood ${i}` });
    await sees(ann, "[data-to-bottom]", "401 new messages");
    await stays();
    expect(await ann.locator(".chat").count()).toBeLessThanOrEqual(400);
    await ann.click("[data-to-bottom]");
    await sees(ann, ".words", "flood 399");
    const seqs = await ann
      .locator(".chat")
      .evaluateAll((all) => all.map((one) => Number(one.getAttribute("data-seq"))));
    expect(seqs).toEqual(seqs.map((_, i) => seqs[0]! + i));
  });
});
