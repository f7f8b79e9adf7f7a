import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { Client } from "../support/client.js";
import { useServer } from "../support/server.js";
import { isLive, ofRefusals, ofTheNetwork, openMenu, say, sees, show, useBrowser, words } from "./support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000", LOST_CONNECTION_GRACE_MS: "60000" });
const { person } = useBrowser(ofRefusals, ofTheNetwork);
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
const plain = { javaScriptEnabled: false };
const LONG = "W".repeat(140);

async function openSecretRoom(page: Page): Promise<string> {
  await page.goto(`${server.url}/room`);
  await page.click("details.more > summary");
  await page.fill("#title", "Late night cats");
  await page.fill("#password", "meow");
  await page.click("form[action='/room'] button.primary");
  await page.waitForURL(/\/room\/.+/);
  return page.url();
}

async function knock(page: Page, room: string, message = ""): Promise<void> {
  await page.goto(room);
  await page.fill("#message", message);
  await page.click("form[action$='/knock'] button");
  await page.waitForSelector("[data-waiting-room]");
}

const isNarrow = async (page: Page) =>
  expect(
    await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
  ).toBeLessThanOrEqual(0);

const line = ".chats > .knock";

describe("knocking", () => {
  test("a visitor at a phone knocks at a secret room, and goes in by themselves when the host taps once", async () => {
    const [ann, bob] = await Promise.all([person(), person(phone)]);
    const room = await openSecretRoom(ann);
    await isLive(ann);
    await bob.goto(room);
    await knock(bob, room, LONG);
    await isNarrow(bob);
    await sees(ann, `${line} .knock-message`, LONG);
    await sees(ann, "[data-knocking]", "1");
    const { width } = (await ann.locator(line).boundingBox())!;
    expect(width).toBeLessThan((await ann.locator(".stream-inner").boundingBox())!.width);
    await ann.click(`${line} [name=admit]`);
    await isLive(bob);
    expect(bob.url()).toBe(room);
    await isNarrow(bob);
    await ann.waitForSelector(line, { state: "detached" });
    expect(await ann.locator("[data-knocking]").isVisible()).toBe(false);
    await say(bob, "thank you");
    await sees(ann, ".words", "thank you");
    expect(await words(bob)).toEqual(["thank you"]);
  });

  test("who is declined is told so, and when to try again; who stops waiting is no longer announced", {
    tags: ["thorough"],
  }, async () => {
    const [ann, bob] = await Promise.all([person(phone), person()]);
    const room = await openSecretRoom(ann);
    await isLive(ann);
    await knock(bob, room, "it is me");
    await sees(ann, line, "it is me");
    await bob.click("form[action$='/knock/delete'] button");
    await bob.waitForSelector("#message");
    await ann.waitForSelector(line, { state: "detached" });
    await knock(bob, room, "me again");
    await sees(ann, line, "me again");
    await isNarrow(ann);
    await ann.click(`${line} button:not([name])`);
    await sees(bob, ".at-door", "You can knock again in 10 minutes");
    expect(await bob.title()).toContain("Not this time");
    await ann.waitForSelector(line, { state: "detached" });
  });

  test("a tab in the background calls by its title, and goes in when it is looked at", {
    tags: ["thorough"],
  }, async () => {
    const [ann, bob] = await Promise.all([person(), person()]);
    const room = await openSecretRoom(ann);
    await isLive(ann);
    await knock(bob, room);
    const other = await bob.context().newPage();
    await other.goto(room);
    await other.waitForSelector("[data-waiting-room]");
    await show(other, false);
    await ann.click(`${line} [name=admit]`);
    await isLive(bob);
    await expect.poll(() => other.title()).toBe("You can come in · Late night cats");
    expect(await other.locator("[data-waiting-room]").count()).toBe(1);
    await show(other, true);
    await isLive(other);
  });

  test("an answer given while the visitor had no connection is found when there is one again", {
    tags: ["thorough"],
  }, async () => {
    const [ann, bob] = await Promise.all([person(), person()]);
    const room = await openSecretRoom(ann);
    await isLive(ann);
    await knock(bob, room);
    await bob.evaluate(
      "void (window.isCut = new Promise((cut) => addEventListener('offline', () => cut())))",
    );
    await bob.context().setOffline(true);
    await bob.evaluate("isCut");
    await ann.click(`${line} [name=admit]`);
    await ann.waitForSelector(line, { state: "detached" });
    expect(await bob.locator("[data-waiting-room]").count()).toBe(1);
    await bob.context().setOffline(false);
    await isLive(bob);
  });

  test("knocks from before are shown to a host who comes, and to a member who becomes one, until one of them answers", {
    tags: ["thorough"],
  }, async () => {
    const [ann, bob, eve] = await Promise.all([person(), person(), person()]);
    const room = await openSecretRoom(ann);
    await isLive(ann);
    await bob.goto(room);
    await bob.fill("#password", "meow");
    await bob.click("form[action$='/enter'] button.primary");
    await isLive(bob);
    await knock(eve, room, "hello in there");
    await ann.reload();
    await sees(ann, line, "hello in there");
    expect(await bob.locator(`${line}, [data-knocking]:visible`).count()).toBe(0);
    await promote(ann, bob, room);
    await sees(bob, line, "hello in there");
    await sees(bob, "[data-knocking]", "1");
    await bob.click(`${line} [name=admit]`);
    await isLive(eve);
    for (const host of [ann, bob]) await host.waitForSelector(line, { state: "detached" });
  });

  test("visitors who come in while the list is fetched do not have it fetched anew", {
    tags: ["thorough"],
  }, async () => {
    const [ann, bob] = await Promise.all([person(), person()]);
    const room = await openSecretRoom(ann);
    await isLive(ann);
    await knock(bob, room, "hello in there");
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    let requests = 0;
    await ann.route("**/knocks", async (route) => {
      requests++;
      await released;
      await route.continue();
    });
    await ann.reload();
    await isLive(ann);
    const guest = await member(room);
    await sees(ann, ".line", "came in");
    release();
    await sees(ann, line, "hello in there");
    expect(requests).toBe(1);
    guest.close();
  });

  test("a knock stays while the list of messages is trimmed, and when it jumps to the newest", {
    tags: ["thorough"],
  }, async () => {
    const [ann, bob] = await Promise.all([person(), person()]);
    const room = await openSecretRoom(ann);
    await isLive(ann);
    await knock(bob, room, "hello in there");
    await sees(ann, line, "hello in there");
    const guest = await member(room);
    for (let from = 1; from <= 400; from += 100) {
      const numbers = Array.from({ length: 100 }, (_, i) => from + i);
      await Promise.all(numbers.map((number) => guest.call("chat", { chat: `number ${number}` })));
    }
    await ann.waitForSelector("[data-seq='400']");
    expect(await ann.locator("[data-seq='1']").count()).toBe(0);
    await sees(ann, line, "hello in there");
    const first = ".chats > .chat[data-seq]";
    while ((await ann.locator("[data-seq='400']").count()) > 0) {
      const seq = await ann.locator(first).first().getAttribute("data-seq");
      await ann.evaluate(`document.querySelector("#stream").scrollBy(0, -100_000)`);
      await ann.waitForSelector(`[data-seq='${Number(seq) - 1}']`);
    }
    await ann.click("[data-to-bottom]");
    await ann.waitForSelector("[data-seq='400']");
    await sees(ann, ".chats > :last-child", "hello in there");
    guest.close();
  });

  test("without scripts one waits on a page that loads again, and a host admits on the page of knocks", {
    tags: ["thorough"],
  }, async () => {
    const [ann, bob] = await Promise.all([person(plain), person({ ...plain, ...phone })]);
    const room = await openSecretRoom(ann);
    await knock(bob, room, LONG);
    expect(await bob.locator("meta[http-equiv=refresh]").getAttribute("content")).toBe("10");
    await isNarrow(bob);
    await ann.goto(room);
    await ann.click("[data-knocking]");
    await sees(ann, ".knock-message", LONG);
    await ann.click(".knock [name=admit]");
    await sees(ann, ".knocks", "Nobody is knocking");
    await bob.waitForSelector("#say", { timeout: 60_000 });
  });
});

/** Somebody who knows the password. */
async function member(room: string): Promise<Client> {
  const visitor = await server.visitor();
  const { pathname } = new URL(room);
  await visitor.json("POST", `${pathname}/enter`, { password: "meow" });
  return visitor.enter(pathname.split("/").at(-1)!);
}

async function promote(host: Page, member: Page, room: string): Promise<void> {
  const id = await member.locator("main.room").getAttribute("data-me");
  const status = await host.evaluate(
    async ([url, body]) => {
      const headers = { "content-type": "application/json", accept: "application/json" };
      return (await fetch(url!, { method: "POST", headers, body: body! })).status;
    },
    [`${room}/hosts`, JSON.stringify({ member: id })],
  );
  expect(status).toBe(200);
}

describe("inviting", () => {
  test("a host makes an invite, copies it or shares it, and a visitor at a phone comes in by it", async () => {
    const [ann, bob, eve] = await Promise.all([person(), person(phone), person()]);
    const room = await openSecretRoom(ann);
    await isLive(ann);
    await ann.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await openMenu(ann);
    await ann.click(".room-bar a[href$='/invites']");
    await ann.fill("#uses", "2");
    await ann.click("form[action$='/invites'] button");
    await ann.waitForSelector(".box .qr path");
    const link = await ann.locator(".box .link-text").innerText();
    await ann.click(".box [data-share]");
    await sees(ann, ".notice", "Link copied");
    expect(await ann.evaluate("navigator.clipboard.readText()")).toBe(link);

    await bob.goto(link);
    await sees(bob, "h1", "Late night cats");
    await isNarrow(bob);
    await bob.tap("main form button");
    await isLive(bob);
    expect(bob.url()).toBe(room);
    await bob.reload();
    await isLive(bob);
    await bob.goto(link);
    await isLive(bob);
    await ann.goto(`${room}/invites`);
    await sees(ann, ".invites", "1 of 2 used");
    await ann.click(".invites form button");
    await sees(ann, ".invites", "No open invites.");
    await eve.goto(link);
    await sees(eve, "h1", "This invite has closed.");
  });

  test("on a phone the system's own sheet shares it", { tags: ["thorough"] }, async () => {
    const ann = await person(phone);
    await ann.addInitScript("navigator.share = async ({ url }) => { window.shared = url; }");
    const room = await openSecretRoom(ann);
    await ann.goto(`${room}/invites`);
    await ann.click("form[action$='/invites'] button");
    const link = await ann.locator(".box .link-text").innerText();
    await ann.tap(".box [data-share]");
    // A tap becomes a click after it has ended.
    await expect.poll(() => ann.evaluate("window.shared")).toBe(link);
    await isNarrow(ann);
  });
});
