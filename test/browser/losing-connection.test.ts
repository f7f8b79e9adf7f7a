import { describe, expect, it } from "vitest";
import { Child } from "../support/child.js";
import { useServer } from "../support/server.js";
import { enter, isLive, ofTheNetwork, openRoom, say, sees, useBrowser, words } from "./support.js";

// The server is started again under open pages; the rooms must outlive that.
const server = useServer({ EMPTY_ROOM_GRACE_MS: "30000" });
const { person } = useBrowser(ofTheNetwork);

async function two() {
  const [ann, bob] = await Promise.all([person(), person()]);
  const room = await openRoom(ann, server.url);
  await isLive(ann);
  await enter(bob, room);
  return { ann, bob, room };
}

describe("a lost connection", () => {
  it("keeps what was said, sends it once and in order, and brings what was missed", async () => {
    const { ann, bob } = await two();
    await say(ann, "before");
    await sees(bob, ".words", "before");
    await ann.context().setOffline(true);
    await ann.waitForSelector("[data-live][data-state=off]");
    await say(ann, "first");
    await say(ann, "second");
    await sees(ann, ".pending .state", "Waiting for the connection");
    await say(bob, "meanwhile");
    await bob.waitForSelector(".mine:not(.pending) >> text=meanwhile");
    await ann.context().setOffline(false);
    await ann.waitForSelector(".chat[data-seq] >> text=second");
    await sees(bob, ".words", "second");
    const expected = ["before", "meanwhile", "first", "second"];
    expect(await words(ann)).toEqual(expected);
    expect(await words(bob)).toEqual(expected);
  });

  it("in the middle of a send, after it was stored and before that was known, doubles nothing", async () => {
    const { ann, bob, room } = await two();
    const line = { cut: false, close: () => undefined as undefined | Promise<void> };
    await ann.routeWebSocket(/socket\.io/, (browser) => {
      const there = browser.connectToServer();
      line.close = () => browser.close();
      browser.onMessage((message) => {
        // What leaves the page arrives; from the first chat on, nothing comes back.
        if (String(message).includes('"chat"')) line.cut = true;
        there.send(message);
      });
      there.onMessage((message) => {
        if (!line.cut) browser.send(message);
      });
    });
    await enter(ann, room);
    await say(ann, "only once");
    await sees(bob, ".words", "only once");
    expect(await ann.locator(".pending").count()).toBe(1);
    await ann.unrouteAll();
    line.cut = false;
    await line.close();
    await ann.waitForSelector(".chat[data-seq] >> text=only once");
    await ann.waitForSelector(".pending", { state: "detached" });
    await say(ann, "and then");
    await sees(bob, ".words", "and then");
    expect(await words(ann)).toEqual(["only once", "and then"]);
    expect(await words(bob)).toEqual(["only once", "and then"]);
  });

  it("does not lose what waits, nor what is half written, to a reload", async () => {
    const { ann, bob, room } = await two();
    await ann.context().setOffline(true);
    await say(ann, "still here");
    await ann.fill("#say", "half a thou");
    await ann.waitForSelector(".pending");
    await ann.goto("about:blank").catch(() => undefined);
    await ann.context().setOffline(false);
    await ann.goto(room);
    await sees(bob, ".words", "still here");
    await ann.waitForSelector(".chat[data-seq] >> text=still here");
    expect(await words(ann)).toEqual(["still here"]);
    expect(await ann.inputValue("#say")).toBe("half a thou");
  });

  it("says why a chat was refused and offers to try again or let it go", async () => {
    const { ann } = await two();
    await ann.evaluate("document.querySelector('#say').removeAttribute('maxlength')");
    await say(ann, "x".repeat(2001));
    await sees(ann, ".failed .state", "1 to 2000 characters");
    await ann.click("[data-again]");
    await ann.waitForSelector(".failed");
    await ann.click("[data-discard]");
    expect(await words(ann)).toEqual([]);
  });

  it("comes back by itself when the server is started again", async () => {
    const { ann, bob } = await two();
    await say(ann, "one");
    await sees(bob, ".words", "one");
    await server.restart();
    await say(ann, "two");
    await sees(bob, ".words", "two");
    await isLive(bob);
    expect(await words(bob)).toEqual(["one", "two"]);
  });
});

describe("a killed server", () => {
  it("is found again by an open page, which sends what was said meanwhile", async () => {
    const child = await Child.make({ RATE_LIMITS: "off", EMPTY_ROOM_GRACE_MS: "30000" });
    await child.listening();
    const ann = await person();
    const room = await openRoom(ann, child.url);
    await isLive(ann);
    await say(ann, "before");
    await ann.waitForSelector(".chat[data-seq] >> text=before");
    child.kill("SIGKILL");
    await child.ended;
    await ann.waitForSelector("[data-live][data-state=again]");
    await say(ann, "meanwhile");
    await sees(ann, ".pending .state", "Waiting for the connection");
    await child.again();
    await ann.waitForSelector(".chat[data-seq] >> text=meanwhile");
    const bob = await person();
    await enter(bob, room);
    expect(await words(bob)).toEqual(["before", "meanwhile"]);
    expect(await words(ann)).toEqual(["before", "meanwhile"]);
    await Promise.all([ann, bob].map((page) => page.goto("about:blank")));
    child.kill("SIGTERM");
    await child.ended;
    await child.clean();
  });
});

describe("a long conversation", () => {
  it("keeps a window of it in the page, and the place of who reads further up", {
    timeout: 90_000,
  }, async () => {
    const { ann, room } = await two();
    const talker = await server.visitor();
    await talker.get(new URL(room).pathname);
    const client = await talker.enter(room.split("/").pop()!);
    for (let from = 0; from < 10_000; from += 200) {
      await Promise.all(
        Array.from({ length: 200 }, (_, i) => client.done("chat", { chat: `number ${from + i}` })),
      );
    }
    await ann.waitForSelector("[data-seq='10000']", { timeout: 60_000 });
    expect(await ann.locator(".chat").count()).toBeLessThanOrEqual(400);
    await ann.evaluate("document.querySelector('#stream').scrollBy(0, -4000)");
    await ann.waitForSelector("[data-to-bottom]:not([hidden])");
    const top = "[...document.querySelectorAll('.chat')].find((c) => c.getBoundingClientRect().top > 80)";
    const place = `(() => { const c = ${top}; return c.dataset.seq + ' ' + Math.round(c.getBoundingClientRect().top); })()`;
    const before = await ann.evaluate(place);
    await client.ask("chat", { chat: "newest" });
    await sees(ann, "[data-to-bottom]", "1 new chat");
    expect(await ann.evaluate(place)).toBe(before);
    for (let i = 0; i < 400; i++) await client.done("chat", { chat: `flood ${i}` });
    await sees(ann, "[data-to-bottom]", "401 new chats");
    expect(await ann.evaluate(place)).toBe(before);
    expect(await ann.locator(".chat").count()).toBeLessThanOrEqual(400);
    await ann.click("[data-to-bottom]");
    await sees(ann, ".words", "flood 399");
    const seqs = await ann
      .locator(".chat")
      .evaluateAll((all) => all.map((one) => Number(one.getAttribute("data-seq"))));
    expect(seqs).toEqual(seqs.map((_, i) => seqs[0]! + i));
  });
});
