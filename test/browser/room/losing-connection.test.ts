import { describe, expect, test } from "vitest";
import { useServer } from "../../support/server.js";
import { ServerProcess } from "../../support/server-process.js";
import { Visitor } from "../../support/visitor.js";
import {
  enter,
  goOffline,
  isLive,
  isStored,
  NOTHING,
  ofTheNetwork,
  openRoom,
  say,
  sees,
  two,
  useBrowser,
  words,
} from "../support.js";

// The server is started again under open pages; the rooms must outlive that.
const server = useServer({ EMPTY_ROOM_GRACE_MS: "120000" });
const { person } = useBrowser(ofTheNetwork);

describe("a lost connection", () => {
  test("a page without a connection keeps messages, then sends them once and in order, and shows what it missed", async () => {
    const { ann, bob } = await two(person, server.url);
    await say(ann, "before");
    await sees(bob, ".words", "before");
    await goOffline(ann);
    await say(ann, "first");
    await say(ann, "second");
    await sees(ann, ".pending .state", "Waiting for the connection");
    await say(bob, "meanwhile");
    await isStored(bob, "meanwhile");
    await ann.context().setOffline(false);
    await isStored(ann, "second");
    await sees(bob, ".words", "second");
    const expected = ["before", "meanwhile", "first", "second"];
    expect(await words(ann)).toEqual(expected);
    expect(await words(bob)).toEqual(expected);
  });

  test("a page that connects again shows what was edited and removed meanwhile, however far back", {
    tags: ["thorough"],
  }, async () => {
    const { ann, room } = await two(person, server.url);
    const talker = await server.visitor();
    const client = await talker.enter(room.split("/").pop()!);
    await Promise.all(
      Array.from({ length: 200 }, (_, i) => client.call("chat", { chat: `number ${i + 1}` })),
    );
    await ann.waitForSelector("[data-seq='200']");
    await goOffline(ann);
    const [edited, removed] = [2, 3].map((seq) => ann.locator(`.chat[data-seq='${seq}']`));
    await client.call("editChat", { seq: 2, chat: "said better" });
    await client.call("removeChat", { seq: 3 });
    await client.call("chat", { chat: "and a new one" });
    expect(await edited!.innerText()).toContain("number 2");
    await ann.context().setOffline(false);
    await sees(ann, ".words", "and a new one");
    await edited!.locator("text=said better").waitFor();
    await removed!.locator("text=number 3").waitFor({ state: "detached" });
    const seqs = await ann.locator(".chat[data-seq]").evaluateAll((all) => all.map((one) => one.dataset.seq));
    expect(seqs).toEqual(Array.from({ length: 201 }, (_, i) => String(i + 1)));
    await client.call("editChat", { seq: 2, chat: "and better again" });
    await edited!.locator("text=and better again").waitFor();
    client.close();
  });

  test("a connection lost after a message was stored and before the page knew it doubles nothing", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob, room } = await two(person, server.url);
    const line = { cut: false, close: () => undefined as undefined | Promise<void> };
    const welcomes: (() => void)[] = [];
    await ann.routeWebSocket(/socket\.io/, (browser) => {
      const there = browser.connectToServer();
      line.close = () => browser.close();
      browser.onMessage((message) => {
        // What leaves the page arrives; from the first chat on, nothing comes back.
        if (String(message).includes('"chat"')) line.cut = true;
        there.send(message);
      });
      const wasCut = line.cut;
      there.onMessage((message) => {
        if (wasCut && String(message).includes('"welcome"')) welcomes.push(() => browser.send(message));
        else if (wasCut || !line.cut) browser.send(message);
      });
    });
    await enter(ann, room);
    await say(ann, "only once");
    await sees(bob, ".words", "only once");
    expect(await ann.locator(".pending").count()).toBe(1);
    await line.close();
    await expect.poll(() => welcomes.length).toBe(1);
    await ann.waitForSelector(".pending .state", { state: "detached" });
    // Connected, but not yet told who is here.
    expect(await ann.getAttribute("[data-live]", "data-state")).not.toBe("on");
    welcomes[0]!();
    await isLive(ann);
    await isStored(ann, "only once");
    await ann.waitForSelector(".pending", { state: "detached" });
    await say(ann, "and then");
    await sees(bob, ".words", "and then");
    expect(await words(ann)).toEqual(["only once", "and then"]);
    expect(await words(bob)).toEqual(["only once", "and then"]);
  });

  test("a page that loses its connection while the cookie changes connects with the new one, as the same visitor", {
    tags: ["thorough"],
  }, async () => {
    const ann = await person();
    const room = await openRoom(ann, server.url);
    await isLive(ann);
    const [cookie] = await ann.context().cookies();
    const visitor = Object.assign(new Visitor(server.url), { cookie: `gif-chat=${cookie!.value}` });
    const me = await ann.locator("main.room").getAttribute("data-me");
    const held: (() => void)[] = [];
    let told = "";
    let goOn = () => {};
    const hasNewCookie = new Promise<void>((resolve) => (goOn = resolve));
    await ann.routeWebSocket(/socket\.io/, async (browser) => {
      if (held.length) await hasNewCookie;
      const there = browser.connectToServer();
      const hold = !held.length;
      browser.onMessage((message) => {
        if (hold && String(message).startsWith("40/chat")) held.push(() => there.send(message));
        else there.send(message);
      });
      there.onMessage((message) => {
        told += message;
        browser.send(message);
      });
    });
    await ann.goto(room);
    await expect.poll(() => held.length).toBe(1);
    // As another tab would: the session is renewed, and its cookie has not arrived yet.
    await visitor.open({ password: "secret" });
    await ann.evaluate("document.body.dataset.same = 'yes'");
    held[0]!();
    await expect.poll(() => told).toContain("NO_SESSION");
    const [name, value] = visitor.cookie.split("=") as [string, string];
    await ann.context().addCookies([{ name, value, url: server.url }]);
    goOn();
    await isLive(ann);
    expect(await ann.locator("body[data-same] main.room").getAttribute("data-me")).toBe(me);
    await say(ann, "still me");
    await isStored(ann, "still me");
  });

  test("a reload without a connection loses neither waiting messages nor a half-written one", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob, room } = await two(person, server.url);
    await goOffline(ann);
    await say(ann, "still here");
    await ann.fill("#say", "half a thou");
    await ann.waitForSelector(".pending");
    await ann.goto("about:blank").catch(() => undefined);
    await ann.context().setOffline(false);
    await ann.goto(room);
    await sees(bob, ".words", "still here");
    await isStored(ann, "still here");
    expect(await words(ann)).toEqual(["still here"]);
    expect(await ann.inputValue("#say")).toBe("half a thou");
  });

  test("a page says why a message was refused and offers to drop it", { tags: ["thorough"] }, async () => {
    const { ann } = await two(person, server.url);
    await say(ann, NOTHING);
    await sees(ann, ".failed .state", "1 to 2,000 characters");
    await ann.click("[data-discard]");
    await expect.poll(() => words(ann)).toEqual([]);
  });

  test("a page connects again by itself when the server is started again", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob } = await two(person, server.url);
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
  test("an open page finds a killed server again, and sends the messages written meanwhile", {
    tags: ["thorough"],
  }, async () => {
    const child = await ServerProcess.start({ RATE_LIMITS: "off", EMPTY_ROOM_GRACE_MS: "120000" });
    const ann = await person();
    const room = await openRoom(ann, child.url);
    await isLive(ann);
    await say(ann, "before");
    await isStored(ann, "before");
    await child.end("SIGKILL");
    await ann.waitForSelector("[data-live][data-state=again]");
    await say(ann, "meanwhile");
    await sees(ann, ".pending .state", "Waiting for the connection");
    await child.startAgain();
    await isStored(ann, "meanwhile");
    const bob = await person();
    await enter(bob, room);
    expect(await words(bob)).toEqual(["before", "meanwhile"]);
    expect(await words(ann)).toEqual(["before", "meanwhile"]);
    await Promise.all([ann, bob].map((page) => page.goto("about:blank")));
    await child.end();
    await child.clean();
  });
});
