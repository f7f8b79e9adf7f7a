import { describe, expect, it } from "vitest";
import { useServer } from "../support/server.js";
import { enter, isLive, openRoom, say, sees, useBrowser, words } from "./support.js";

// The server is started again under open pages; the rooms must outlive that.
const server = useServer({ EMPTY_ROOM_GRACE_MS: "30000" });
const { person } = useBrowser();

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

describe("a long conversation", () => {
  it("keeps a window of it in the page, and the place of who reads further up", async () => {
    const { ann, room } = await two();
    const talker = await server.visitor();
    await talker.get(new URL(room).pathname);
    const client = await talker.enter(room.split("/").pop()!);
    for (let from = 0; from < 2000; from += 100) {
      await Promise.all(
        Array.from({ length: 100 }, (_, i) => client.ask("chat", { chat: `number ${from + i}` })),
      );
    }
    await ann.waitForSelector("[data-seq='2000']");
    expect(await ann.locator(".chat").count()).toBeLessThanOrEqual(400);
    await ann.evaluate("document.querySelector('#stream').scrollBy(0, -4000)");
    await ann.waitForSelector("[data-to-bottom]:not([hidden])");
    const top = "[...document.querySelectorAll('.chat')].find((c) => c.getBoundingClientRect().top > 80)";
    const place = `(() => { const c = ${top}; return c.dataset.seq + ' ' + Math.round(c.getBoundingClientRect().top); })()`;
    const before = await ann.evaluate(place);
    await client.ask("chat", { chat: "newest" });
    await sees(ann, "[data-to-bottom]", "1 new chat");
    expect(await ann.evaluate(place)).toBe(before);
    await ann.click("[data-to-bottom]");
    await sees(ann, ".words", "newest");
    const seqs = await ann
      .locator(".chat")
      .evaluateAll((all) => all.map((one) => Number(one.getAttribute("data-seq"))));
    expect(seqs).toEqual(seqs.map((_, i) => seqs[0]! + i));
  });
});
