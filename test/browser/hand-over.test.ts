import { afterEach, describe, expect, test, vi } from "vitest";
import { useServer } from "../support/server.js";
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
  words,
} from "./support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });
const { person } = useBrowser(ofRefusals, ofTheNetwork);
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
const plain = { javaScriptEnabled: false };
const take = "form[data-once] .primary";

const goOnBy = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
afterEach(() => void vi.useRealTimers());

describe("a visitor takes another device along", () => {
  test("a host hands the room to a phone, which has the host's tools there, and sees it arrive", {
    tags: ["thorough"],
  }, async () => {
    const [ann, her] = [await person(), await person(phone)];
    const room = await openRoom(ann, server.url);
    await isLive(ann);
    await openMenu(ann);
    const way = await ann.locator(".room-bar a[href$='/along'][data-panel]").getAttribute("href");
    const other = await ann.context().newPage();
    await other.goto(server.url + way);
    await other.click(`form[action='${way}'] button`);
    await sees(other, "[data-seconds-left]", "Works once, for another");
    await her.goto(`${server.url}/`);
    await her.goto(String(await other.locator("[data-copy]").getAttribute("data-copy")));
    await sees(her, ".notice", "Then stop here.");
    expect(
      await her.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
    ).toBe(0);
    await her.tap(take);
    await sees(her, "h1", "You are here.");
    await sees(other, ".notice", "Your other device is here.");
    expect(await other.locator("[data-copy]").count()).toBe(0);
    await her.tap(`main a[href='${new URL(room).pathname}']`);
    await isLive(her);
    await her.waitForSelector("main[data-host=yes]");
    const headers = { accept: "application/json", "sec-fetch-site": "same-origin" };
    await her.context().request.patch(room, { headers, data: { title: "From the phone" } });
    await sees(ann, ".room-bar h1", "From the phone");
    await say(her, "it is me");
    await sees(ann, ".chat.mine .words", "it is me");
    expect(await ann.locator("[data-people] .member").count()).toBe(1);
  });

  test("a page that this device has open in another tab goes on as the new visitor", {
    tags: ["thorough"],
  }, async () => {
    const [ann, bob] = [await person(), await person()];
    const room = await openRoom(ann, server.url);
    await enter(bob, room);
    await ann.goto(`${server.url}/along`);
    await ann.click("form[action='/along'] button");
    const url = String(await ann.locator("[data-copy]").getAttribute("data-copy"));
    const other = await bob.context().newPage();
    await other.goto(url);
    await sees(other, "main li", "Late night cats");
    await other.click(take);
    await sees(other, "h1", "You are here.");
    await bob.waitForSelector("main[data-host=yes]");
    await isLive(bob);
  });

  test("what was not sent yet is not said as the new visitor", { tags: ["thorough"] }, async () => {
    const [ann, bob, cat] = await Promise.all([person(), person(), person()]);
    const room = await openRoom(ann, server.url);
    await Promise.all([enter(bob, room), enter(cat, room)]);
    await ann.goto(`${server.url}/along`);
    await ann.click("form[action='/along'] button");
    const url = String(await ann.locator("[data-copy]").getAttribute("data-copy"));
    const other = await bob.context().newPage();
    await other.goto(url);
    const network = await bob.context().newCDPSession(bob);
    const setOffline = (offline: boolean) =>
      network.send("Network.emulateNetworkConditions", {
        offline,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput: -1,
      });
    await network.send("Network.enable");
    await setOffline(true);
    await bob.waitForSelector("[data-live][data-state=off]");
    await say(bob, "I am Bob");
    await sees(bob, ".pending .state", "Waiting for the connection");
    await bob.fill("#say", "half a line");
    await other.click(take);
    await sees(other, "h1", "You are here.");
    await setOffline(false);
    await bob.waitForSelector("main[data-host=yes]");
    await isLive(bob);
    expect(await bob.inputValue("#say")).toBe("");
    await say(bob, "I am Ann");
    await sees(cat, ".chat .words", "I am Ann");
    expect(await words(cat)).toEqual(["I am Ann"]);
  });

  test("the link disappears when it is over, and is made and used without scripts too", {
    tags: ["thorough"],
  }, async () => {
    const [ann, her, late] = [await person(), await person({ ...phone, ...plain }), await person(plain)];
    await ann.goto(`${server.url}/along`);
    await ann.click("form[action='/along'] button");
    await ann.waitForSelector(".qr");
    goOnBy(121_000);
    await ann.waitForSelector(".qr", { state: "detached" });
    await late.goto(`${server.url}/along`);
    await late.click("form[action='/along'] button");
    await late.waitForSelector("meta[http-equiv=refresh]", { state: "attached" });
    const url = String(await late.locator(".link-text a").textContent());
    await her.goto(url);
    await her.click(take);
    await sees(her, "h1", "You are here.");
    await late.reload();
    await sees(late, ".notice", "Your other device is here.");
    await late.goto(url);
    await sees(late, "main", "It works once, within two minutes.");
  });
});
