import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { gif } from "../support/gif.js";
import { useServer } from "../support/server.js";
import { violations } from "./axe.js";
import { enter, file, isLive, ofRefusals, ofTheNetwork, openRoom, say, sees, useBrowser } from "./support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000" });
const { person } = useBrowser(ofRefusals, ofTheNetwork);
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, locale: "ko-KR" };

const isFine = async (page: Page, state: string) =>
  expect([state, await violations(page)]).toEqual([state, []]);

describe("axe finds nothing", { timeout: 90_000 }, () => {
  it("in a lobby of secret, full, lively and ending rooms, nor in what it says", async () => {
    const [owner, guest] = [await server.visitor(), await server.visitor()];
    const [full, empty] = [await owner.open({ max: 2 }), await owner.open({ title: "empty" })];
    await owner.open({ title: "secret", password: "x" });
    await owner.page(`/room/${full._id}`);
    await guest.page(`/room/${full._id}`);
    await owner.say(full._id, "lively");
    await owner.page(`/room/${empty._id}`);
    await owner.form(`/room/${empty._id}/leave`, {});
    const ann = await person(phone);
    await ann.goto(`${server.url}/room/unknown`);
    await ann.waitForSelector(".flash");
    for (const kind of [".full", ".badge", ".ending", ".lively"])
      await ann.waitForSelector(`.card ${kind}, .card${kind}`);
    await isFine(ann, "lobby with a message");
    await ann.click(".you > summary");
    await isFine(ann, "lobby with the name's menu");
    await ann.goto(server.url);
    await ann.fill("#title", "  ");
    await ann.click("form[action='/room'] button.primary");
    await ann.waitForSelector("#title-error");
    await isFine(ann, "refused form");
  });

  it("at the door of a secret room", async () => {
    const owner = await server.visitor();
    const { _id } = await owner.open({ password: "right" });
    const ann = await person();
    await ann.goto(`${server.url}/room/${_id}`);
    await isFine(ann, "door");
    await ann.fill("#password", "wrong");
    await ann.click("main form button");
    await ann.waitForSelector("#password-error");
    await isFine(ann, "wrong password");
  });

  it("in a room without scripts, to write in and to watch", async () => {
    const owner = await server.visitor();
    const { _id } = await owner.open();
    await owner.page(`/room/${_id}`);
    for (let i = 0; i < 51; i++) await owner.say(_id, `number ${i}`);
    const ann = await person({ ...phone, javaScriptEnabled: false });
    for (const query of ["", "?before=40", "?watch=on"]) {
      await ann.goto(`${server.url}/room/${_id}${query}`);
      expect(await ann.evaluate("document.documentElement.scrollWidth - innerWidth")).toBe(0);
    }
  });

  it("while one writes, whispers, edits, is asked and looks closely", async () => {
    const [ann, bob] = await Promise.all([person(phone), person()]);
    const room = await openRoom(ann, server.url);
    await isLive(ann);
    await enter(bob, room);
    await bob.setInputFiles("#gif", [file(gif({ width: 240, height: 160 })), file(gif(), "second.gif")]);
    await isFine(bob, "tray");
    await bob.locator(".parcel input[type=checkbox]").nth(1).check();
    await bob.click("[data-tray] > .primary");
    await ann.waitForSelector(".gif.covered");
    await isFine(ann, "covered GIF");
    await ann.locator(".gif a").first().click();
    await isFine(ann, "viewer");
    await ann.keyboard.press("Escape");
    await bob.click("[data-whisper]");
    await isFine(bob, "whispering");
    await say(bob, "psst");
    await sees(ann, ".whispered", "psst");
    await isFine(ann, "whispered");
    await say(ann, "mine");
    await ann.waitForSelector(".mine .mark[title]");
    await ann.locator(".mine .tools > summary").click();
    await isFine(ann, "editing");
    await ann.click(".tools[open] [data-remove] button");
    await isFine(ann, "question");
    await ann.click("dialog .primary");
    await ann.waitForSelector(".removed");
    await isFine(ann, "removed");
  });

  it("while the connection is gone, when a chat was refused, and when all is over", async () => {
    const [ann, bob] = await Promise.all([person(phone), person()]);
    const room = await openRoom(ann, server.url);
    await isLive(ann);
    await enter(bob, room);
    await bob.evaluate("document.querySelector('#say').removeAttribute('maxlength')");
    await say(bob, "x".repeat(2001));
    await bob.waitForSelector(".failed");
    await isFine(bob, "refused chat");
    await bob.context().setOffline(true);
    await say(bob, "later");
    await bob.waitForSelector(".pending .state");
    await bob.waitForSelector("[data-waiting-line]:not([hidden])");
    await isFine(bob, "offline");
    await ann.click(".room-bar .menu > summary");
    await ann.click(".room-bar .sure > summary");
    await isFine(ann, "menu and closing");
    await ann.click(".room-bar .sure form button");
    await bob.context().setOffline(false);
    await bob.waitForSelector(".ended");
    await isFine(bob, "ended");
  });
});
