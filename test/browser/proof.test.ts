import type { Page } from "playwright-core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { useServer } from "../support/server.js";
import { launchBrowser } from "./launch.js";
import { enter, isLive, isStored, ofRefusals, openMenu, openRoom, say, sees, useBrowser } from "./support.js";

const server = useServer({ PROOF_OF_WORK: "on", EMPTY_ROOM_GRACE_MS: "5000" });
/** The second is said where a test keeps the worker from the browser. */
const { person } = useBrowser(ofRefusals, /The worker failed|ERR_FAILED/);

afterEach(() => void vi.useRealTimers());

const submit = (page: Page) => page.click("form[action='/room'] button.primary");

/** The server runs in this process, and reads the same clock. */
const goOnBy = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });

/** Asked from outside, so that it works without scripts. */
const showButton = (page: Page) =>
  page.evaluate("for (const animation of document.getAnimations()) animation.finish()");

const isSecret = async (url: string) => (await (await server.visitor()).get(new URL(url).pathname)).status;

describe("a browser that is asked for a proof of work", () => {
  test("a browser solves the puzzle before it opens a room, and says so meanwhile", async () => {
    const ann = await person();
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    await ann.route("**/proof?*", async (route) => {
      await answered;
      await route.continue();
    });
    await ann.goto(`${server.url}/room`);
    await ann.fill("#title", "Solved");
    await submit(ann);
    await sees(ann, ".proof-status", "your browser solves a small puzzle");
    expect(await ann.locator("form[action='/room'] button.primary").isDisabled()).toBe(true);
    answer();
    await ann.waitForURL(/\/room\//);
    await isLive(ann);
  });

  test("a page that did not know of the puzzle is followed by one that solves it, and keeps what was typed", async () => {
    const ann = await person();
    await ann.goto(`${server.url}/room`);
    await ann.evaluate("document.querySelector('[data-proof]').removeAttribute('data-proof')");
    await ann.fill("#title", "Solved later");
    await ann.click(".more > summary");
    await ann.fill("#password", "hush");
    await submit(ann);
    await ann.waitForURL(/\/room\//);
    await sees(ann, "h1", "Solved later");
    expect(await isSecret(ann.url())).toBe(403);
  });

  test("without scripts a visitor waits and goes on by a button", { tags: ["thorough"] }, async () => {
    const ann = await person();
    const browser = await ann.context().newCDPSession(ann);
    await browser.send("Emulation.setScriptExecutionDisabled", { value: true });
    await ann.goto(`${server.url}/room`);
    await ann.fill("#title", "Waited for");
    await ann.click(".more > summary");
    await ann.fill("#password", "hush");
    await submit(ann);
    await sees(ann, ".proof-page", "In 20 seconds a button appears here");
    expect(await ann.locator(".after-wait").isVisible()).toBe(false);
    expect(ann.url()).toBe(`${server.url}/room`);
    await showButton(ann);
    goOnBy(20_000);
    await ann.click(".after-wait");
    await sees(ann, "h1", "Waited for");
    expect(await isSecret(ann.url())).toBe(403);
  });

  test("a browser that cannot run the worker waits as one without scripts does", {
    tags: ["thorough"],
  }, async () => {
    const ann = await person();
    await ann.route(/proof-worker/, (route) => route.abort());
    await ann.goto(`${server.url}/room`);
    await ann.fill("#title", "No worker");
    await submit(ann);
    await sees(ann, ".proof-page.failed", "In 20 seconds a button appears here");
    expect(await ann.locator(".after-wait").isVisible()).toBe(false);
    await showButton(ann);
    goOnBy(20_000);
    await ann.click(".after-wait");
    await ann.waitForURL(/\/room\//);
  });

  test("at a room's door it needs no press to come in or to go on watching, and with a password one", {
    tags: ["thorough"],
  }, async () => {
    const [ann, bob, eve, kim] = await Promise.all([person(), person(), person(), person()]);
    const room = await openRoom(ann, server.url, "Guarded");
    await isLive(ann);
    await enter(eve, `${room}?spectate=on`);
    const reloaded = eve.waitForEvent("load");
    await openMenu(ann);
    await ann.click(".room-bar a[href$='/settings']");
    await ann.check("dialog[open] [name=proof]");
    await ann.click("dialog[open] .settings button.primary");
    await sees(ann, "dialog[open]", "Saved.");
    await reloaded;
    await isLive(eve);
    expect(new URL(eve.url()).search).toBe("?spectate=on");
    await bob.goto(server.url);
    await enter(bob, room);
    await say(bob, "no robot");
    await isStored(bob, "no robot");
    await sees(eve, ".words", "no robot");
    expect(bob.url()).toBe(room);
    expect(await bob.evaluate("history.length")).toBe(3);
    const headers = { accept: "application/json", "sec-fetch-site": "same-origin" };
    await ann.request.patch(room, { headers, data: { password: "hush" } });
    await kim.goto(room);
    await kim.fill("#password", "wrong");
    await kim.press("#password", "Enter");
    await sees(kim, "#password-error", "password");
    expect(await kim.locator("[data-proof]").count()).toBe(0);
    await kim.fill("#password", "hush");
    await kim.press("#password", "Enter");
    await isLive(kim);
  });

  test("over plain http, where browsers have no Web Crypto, the puzzle is solved too", {
    tags: ["thorough"],
  }, async () => {
    const browser = await launchBrowser("--host-resolver-rules=MAP gif-chat.test 127.0.0.1");
    const ann = await browser.newPage();
    await ann.goto(server.url.replace("127.0.0.1", "gif-chat.test"));
    expect(await ann.evaluate("isSecureContext")).toBe(false);
    await openRoom(ann, ann.url());
    await isLive(ann);
    await browser.close();
  });
});
