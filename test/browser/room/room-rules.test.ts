import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { gif } from "../../support/gif.js";
import { useServer } from "../../support/server.js";
import { Visitor } from "../../support/visitor.js";
import {
  file,
  goOffline,
  isLive,
  ofTheNetwork,
  openMenu,
  openRoom,
  say,
  sees,
  two,
  useBrowser,
  words,
} from "../support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000" });
const { person } = useBrowser(ofTheNetwork, /status of 429/);

/** What a host asks for by JSON. */
const ask = (page: Page, method: string, path: string, body: object) =>
  page.evaluate(
    async ([verb, url, json]) => {
      const headers = { "content-type": "application/json", accept: "application/json" };
      const { status } = await fetch(url!, { method: verb!, headers, body: json! });
      return status;
    },
    [method, path, JSON.stringify(body)],
  );
const change = async (page: Page, room: string, settings: object) =>
  expect(await ask(page, "PATCH", room, settings)).toBe(200);

const isMember = (page: Page): Promise<string> => page.evaluate("document.querySelector('main').dataset.me");

/** The same visitor, beside this page. */
async function deviceOf(page: Page): Promise<Visitor> {
  const [cookie] = await page.context().cookies();
  const device = new Visitor(server.url);
  device.cookie = `${cookie!.name}=${cookie!.value}`;
  return device;
}

describe("a room's rules, as they change", () => {
  test("who becomes a host is offered what hosts may do, and no longer when they are none", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob, room } = await two(person, server.url);
    await say(ann, "mine");
    await sees(bob, ".words", "mine");
    const offered = "[data-for]:not([hidden]), [data-kick]";
    await openMenu(bob);
    expect(await bob.locator(offered).count()).toBe(0);
    await ask(ann, "POST", `${room}/hosts`, { member: await isMember(bob) });
    await bob.waitForSelector(".room-bar a[href$='/settings']");
    await bob.waitForSelector(".chat:not(.mine) [data-remove]:not([hidden])", { state: "attached" });
    await bob.locator(".chat:not(.mine) .tools > summary").click({ force: true });
    await bob.click(".tools[open] [data-remove] button");
    await bob.click("dialog[open] .danger");
    await ann.waitForSelector(".removed");
    await say(ann, "again");
    await sees(bob, ".words", "again");
    await ask(ann, "DELETE", `${room}/hosts/${await isMember(bob)}`, {});
    await bob.waitForSelector(".room-bar a[href$='/settings']", { state: "hidden" });
    expect(await bob.locator(offered).count()).toBe(0);
  });

  test("the marks in the bar follow the settings", { tags: ["thorough"] }, async () => {
    const { ann, bob, room } = await two(person, server.url);
    const marks = async (page: Page) =>
      (await page.locator("[data-badge]:visible").allInnerTexts()).map((text) => text.trim());
    expect(await marks(bob)).toEqual([]);
    await change(ann, room, { password: "geheim", locked: true, listed: false });
    await expect.poll(() => marks(bob)).toEqual(["Secret", "Locked", "Unlisted"]);
    await bob.reload();
    expect(await marks(bob)).toEqual(["Secret", "Locked", "Unlisted"]);
    await change(ann, room, { password: "", locked: false });
    await expect.poll(() => marks(bob)).toEqual(["Unlisted"]);
  });

  test("in a slow room the composer counts down, keeps what is typed too early, and hosts do not wait", async () => {
    const { ann, bob, room } = await two(person, server.url);
    await change(ann, room, { slow: 60 });
    await sees(bob, "[data-slow-line]", "One message every 60 s");
    expect(await ann.locator("[data-slow-line]").isVisible()).toBe(false);
    await say(bob, "one");
    await sees(bob, "[data-slow-line]", "Next message in");
    await say(bob, "two");
    expect(await bob.inputValue("#say")).toBe("two");
    expect(await bob.locator("[data-slow-said]").innerText()).toContain("Next message in");
    await bob.reload();
    await isLive(bob);
    expect(await bob.inputValue("#say")).toBe("two");
    await sees(bob, "[data-slow-line]", /Next message in \d\d s/);
    await change(ann, room, { slow: 5 });
    await sees(bob, "[data-slow-line]", "One message every 5 s");
    await bob.press("#say", "Enter");
    await sees(ann, ".words", "two");
    await change(ann, room, { slow: 60 });
    await sees(bob, "[data-slow-line]", /Next message in \d\d s/);
    for (const text of ["a", "b"]) await say(ann, text);
    await sees(bob, ".words", "b");
    await change(ann, room, { slow: 0 });
    await bob.waitForSelector("[data-slow-line]", { state: "hidden" });
    await say(bob, "free");
    await sees(ann, ".words", "free");
  });

  test("a message written offline waits for its turn, after one that another device sent", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob, room } = await two(person, server.url);
    await change(ann, room, { slow: 5 });
    await sees(bob, "[data-slow-line]", "One message every 5 s");
    await goOffline(bob);
    await say(bob, "second");
    await say(bob, "kept");
    await sees(bob, "[data-slow-line]", "still on its way");
    expect(await bob.inputValue("#say")).toBe("kept");
    await (await deviceOf(bob)).say(new URL(room).pathname.slice("/room/".length), "first");
    await sees(ann, ".words", "first");
    await bob.context().setOffline(false);
    await sees(bob, "[data-slow-line]", "Next message in");
    await sees(ann, ".words", "second");
    expect(await words(ann)).toEqual(["first", "second"]);
    expect(await bob.locator(".failed").count()).toBe(0);
  });

  test("pictures wait for their turns as well, and are sent one by one without another touch", {
    tags: ["thorough"],
  }, async () => {
    const { ann, bob, room } = await two(person, server.url);
    await change(ann, room, { slow: 60 });
    await sees(bob, "[data-slow-line]", "One message every 60 s");
    const refusal = { error: { code: "SLOW_MODE", message: "", retryAfter: 1 } };
    await bob.route("**/gif", (route) => route.fulfill({ status: 429, json: refusal }), { times: 1 });
    await bob.setInputFiles("#gif", [file(gif(), "0.gif"), file(gif(), "1.gif")]);
    for (const n of [0, 1]) await bob.fill(`.parcel >> nth=${n} >> input.input`, `picture ${n}`);
    await say(bob, "text");
    await sees(ann, ".words", "text");
    await sees(bob, "[data-slow-line]", "Next message in");
    await sees(bob, ".tray-line", "Sending 1 of 2");
    for (const n of [0, 1]) await sees(bob, `.parcel >> nth=${n} >> [role=status]`, "Sending");
    const refused = bob.waitForResponse((response) => response.status() === 429);
    await change(ann, room, { slow: 5 });
    await refused;
    await ann.waitForSelector("img[alt='picture 0']");
    await ann.waitForSelector("img[alt='picture 1']");
    await bob.waitForSelector(".parcel", { state: "detached" });
  });

  test("when slow mode ends, what waits for its turn is sent at once", { tags: ["thorough"] }, async () => {
    const { ann, bob, room } = await two(person, server.url);
    await change(ann, room, { slow: 60 });
    await sees(bob, "[data-slow-line]", "One message every 60 s");
    await goOffline(bob);
    await say(bob, "second");
    await (await deviceOf(bob)).say(new URL(room).pathname.slice("/room/".length), "first");
    // The first attempts to connect again may fail.
    const refused = new Promise<void>((resolve) => {
      bob.on("websocket", (socket) => {
        socket.on("framereceived", ({ payload }) => String(payload).includes("SLOW_MODE") && resolve());
      });
    });
    await bob.context().setOffline(false);
    await refused;
    await change(ann, room, { slow: 0 });
    await sees(ann, ".words", "second");
  });

  test("where hosts alone write, the composer says so, keeps a draft, and comes back", async () => {
    const { ann, bob, room } = await two(person, server.url);
    await bob.fill("#say", "half a thou");
    await change(ann, room, { readOnly: true });
    await sees(bob, "[data-read-only-line]", "What you typed is kept");
    expect(await bob.isEditable("#say")).toBe(false);
    await bob.press("#say", "Enter");
    expect(await bob.inputValue("#say")).toBe("half a thou");
    for (const hidden of [".say .button", "[data-add-gif]", "[data-whisper]"])
      expect([hidden, await bob.locator(hidden).first().isVisible()]).toEqual([hidden, false]);
    expect(await ann.isEditable("#say")).toBe(true);
    await say(ann, "an announcement");
    await sees(bob, ".words", "an announcement");
    await ask(ann, "POST", `${room}/hosts`, { member: await isMember(bob) });
    await bob.waitForSelector("#say:read-write");
    await ask(ann, "DELETE", `${room}/hosts/${await isMember(bob)}`, {});
    await bob.waitForSelector("#say:read-only");
    await change(ann, room, { readOnly: false });
    await bob.waitForSelector("#say:read-write");
    expect(await bob.getAttribute("#say", "placeholder")).toBe("Say something…");
    await bob.press("#say", "Enter");
    await sees(ann, ".words", "half a thou");
  });

  test("without scripts the page says the same", { tags: ["thorough"] }, async () => {
    const ann = await person();
    const room = await openRoom(ann, server.url);
    await isLive(ann);
    await change(ann, room, { readOnly: true, slow: 15 });
    const bob = await person({ javaScriptEnabled: false });
    await bob.goto(room);
    expect(await bob.isEditable("#say")).toBe(false);
    expect(await bob.getAttribute("#say", "placeholder")).toBe("Only hosts can write here");
    expect(await bob.locator(".say .button").isVisible()).toBe(false);
    await change(ann, room, { readOnly: false });
    await bob.goto(room);
    await sees(bob, "[data-slow-line]", "One message every 15 s");
    await bob.fill("#say", "written");
    await bob.press(".say .button", "Enter");
    await sees(ann, ".words", "written");
  });
});
