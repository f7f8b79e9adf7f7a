import type { BrowserContextOptions } from "playwright-core";
import { expect, test } from "vitest";
import { cut } from "../../support/client.js";
import { gif } from "../../support/gif.js";
import { useServer } from "../../support/server.js";
import { enter, file, goOffline, hand, isLive, NOTHING, openRoom, say, sees, show } from "../support.js";
import { violations } from "./axe.js";
import type { Inspector } from "./inspector.js";
import { tells } from "./tells.js";

/** States of lobby and room. */
export function testCommonStates({ person, isFine }: Inspector, phone: BrowserContextOptions): void {
  const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000" });

  test("axe finds nothing in a lobby of secret, full, lively and ending rooms, nor in its messages", async () => {
    const [owner, guest] = [await server.visitor(), await server.visitor()];
    const [full, empty] = [await owner.open({ max: 2 }), await owner.open({ title: "empty" })];
    await owner.open({ title: "secret", password: "x" });
    await owner.page(`/room/${full._id}`);
    await guest.page(`/room/${full._id}`);
    await owner.say(full._id, "lively");
    (await owner.enter(empty._id)).close();
    const ann = await person(phone);
    await ann.goto(`${server.url}/room/unknown`);
    await ann.waitForSelector(".flash");
    for (const kind of [".full", ".badge", ".ending", ".lively"])
      await ann.waitForSelector(`.card ${kind}, .card${kind}`);
    await isFine(ann, "lobby with a message");
    await ann.click(".you > summary");
    await isFine(ann, "lobby with the name's menu");
    await ann.goto(server.url);
    await ann.click(".open-room > summary");
    await isFine(ann, "lobby with the form");
    await ann.fill("#title", "  ");
    await ann.click("form[action='/room'] button.primary");
    await ann.waitForSelector("#title-error");
    await isFine(ann, "refused form");
  });

  test("axe finds nothing at the door of a secret room", async () => {
    const owner = await server.visitor();
    const { _id } = await owner.open({ password: "right" });
    const ann = await person();
    await ann.goto(`${server.url}/room/${_id}`);
    await isFine(ann, "door");
    await ann.fill("#password", "wrong");
    await ann.click("main form button.primary");
    await ann.waitForSelector("#password-error");
    await isFine(ann, "wrong password");
  });

  test("axe finds nothing in a list of people with roles, nor in the page of who looks after the room", async () => {
    const [ann, host, banned] = [await person(phone), await server.visitor(), await server.visitor()];
    const room = await openRoom(ann, server.url);
    await isLive(ann);
    const id = room.split("/").pop()!;
    const client = await host.enter(id, undefined, { reconnection: false });
    await banned.page(`/room/${id}`);
    const as = { headers: { "sec-fetch-site": "same-origin" } };
    for (const [path, who, ban] of [
      ["hosts", host, false],
      ["kick", banned, true],
    ] as const)
      await ann.request.post(`${room}/${path}`, { ...as, data: { member: (await who.me()).id, ban } });
    await ann.click(".to-people");
    cut(client);
    await ann.waitForSelector(".member.away");
    await ann.click(".member.away summary");
    await isFine(ann, "people with roles");
    await ann.goto(`${room}/hosts`);
    await ann.waitForSelector(".caretaker >> nth=2");
    await isFine(ann, "hosts and bans");
    expect(
      await ann.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
    ).toBe(0);
  });

  test("axe finds nothing in a room without scripts, to write in and to watch", async () => {
    const owner = await server.visitor();
    const { _id } = await owner.open();
    await owner.page(`/room/${_id}`);
    for (let i = 0; i < 51; i++) await owner.say(_id, `number ${i}`);
    const ann = await person(phone);
    const browser = await ann.context().newCDPSession(ann);
    const scripts = (on: boolean) => browser.send("Emulation.setScriptExecutionDisabled", { value: !on });
    /** The page as it is read without scripts, with what it says then; axe is a script itself. */
    const read = async (path: string) => {
      await scripts(false);
      await ann.goto(server.url + path);
      expect(await ann.locator(".needs-script").first().isVisible(), path).toBe(false);
      expect(
        await ann.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
      ).toBe(0);
      await scripts(true);
      await ann.evaluate(
        "for (const one of document.querySelectorAll('noscript')) one.replaceWith(...one.childNodes)",
      );
    };
    for (const path of [
      "/",
      "/room",
      `/room/${_id}`,
      `/room/${_id}/search?q=number`,
      `/room/${_id}?before=40`,
    ]) {
      await read(path);
      await isFine(ann, `without scripts: ${path.replace(_id, "A")}`);
    }
    expect(await ann.locator(".no-script").isVisible()).toBe(true);
    await read(`/room/${_id}?watch=on`);
    // The one thing that axe holds against it was asked for by a link, and the link in its place stops it.
    expect(await violations(ann)).toEqual([`light meta-refresh: meta[http-equiv="refresh"]`]);
  });

  test("axe finds nothing while somebody watches, with scripts and without, and when that has ended", async () => {
    const owner = await server.visitor();
    const { _id } = await owner.open();
    await owner.page(`/room/${_id}`);
    await owner.say(_id, "hello");
    const [ann, plain] = [await person(phone), await person({ ...phone, javaScriptEnabled: false })];
    await enter(ann, `${server.url}/room/${_id}?spectate=on`);
    await isFine(ann, "watching");
    await plain.goto(ann.url());
    expect(await plain.locator(".watch-bar .soft").isVisible()).toBe(true);
    await ann.click(".room-bar .menu > summary");
    await isFine(ann, "menu of who watches");
    await owner.json("PATCH", `/room/${_id}`, { locked: true });
    await tells(ann, ".ended", "watch.locked");
    await isFine(ann, "watching has ended");
    await ann.reload();
    await tells(ann, "h1", "watch.locked");
    await isFine(ann, "the room is closed");
  });

  test("axe finds nothing while a member writes, whispers, edits, is asked and looks closely", async () => {
    const [ann, bob] = await Promise.all([person(phone), person()]);
    const room = await openRoom(ann, server.url);
    await isLive(ann);
    await enter(bob, room);
    await bob.setInputFiles("#gif", [
      file(gif({ width: 240, height: 160 })),
      file(gif(), "second.gif"),
      file(Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic", "latin1"), "IMG_1.heic"),
    ]);
    await sees(bob, ".tray [role=alert]", "HEIC");
    await isFine(bob, "tray, and a refused file");
    await bob.evaluate(hand("dragover", gif()));
    await tells(bob, ".drop", "gif.drop");
    await isFine(bob, "drop target");
    await bob.evaluate(hand("dragleave", gif()));
    await bob.locator(".parcel input[type=checkbox]").nth(1).check();
    await bob.click(".say button");
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
    await ann.click("dialog .danger");
    await ann.waitForSelector(".removed");
    await isFine(ann, "removed");
  });

  test("axe finds nothing in the room's settings, in a slow room and where hosts alone write", async () => {
    const [ann, bob] = await Promise.all([person(phone), person()]);
    const room = await openRoom(ann, server.url);
    await isLive(ann);
    await enter(bob, room);
    await bob.fill("#say", "half");
    await ann.click(".room-bar .menu > summary");
    await isFine(ann, "menu");
    await ann.click(".room-bar a[href$='/settings']");
    await ann.waitForSelector("dialog h1");
    await isFine(ann, "settings");
    await ann.evaluate("for (const form of document.forms) form.noValidate = true");
    await ann.fill("#max", "900");
    await ann.click("dialog .primary");
    await ann.waitForSelector("#max-error");
    await isFine(ann, "refused settings");
    await ann.fill("#max", "9");
    await ann.fill("#password", "geheim");
    await ann.check("[name=locked]");
    await ann.selectOption("#slow", "60");
    await ann.click("dialog .primary");
    await ann.waitForSelector("dialog .flash");
    await isFine(ann, "saved settings");
    await say(bob, "one");
    await bob.waitForSelector("[data-slow-line]");
    await isFine(bob, "countdown");
    await bob.fill("#say", "half");
    await ann.check("[name=readOnly]");
    await ann.click("dialog .primary");
    await bob.waitForSelector(".silent");
    await isFine(bob, "only hosts write");
  });

  test("axe finds nothing while a member reads further up, and was away", async () => {
    const [ann, bob] = await Promise.all([person(), person()]);
    await enter(bob, await openRoom(ann, server.url));
    await isLive(ann);
    for (let i = 0; i < 40; i++) await say(bob, `number ${i}`);
    await sees(ann, ".words", "number 39");
    await show(ann, false);
    await say(bob, "unseen");
    await ann.waitForSelector(".divider");
    await show(ann, true);
    await ann.evaluate("document.querySelector('#stream').scrollBy(0, -500)");
    await say(bob, "below");
    await bob.type("#say", "and");
    await tells(ann, "[data-to-bottom]", "chat.new", { count: 1 });
    await ann.hover(".chat:nth-last-child(20)");
    await isFine(ann, "divider and new chats");
  });

  test("axe finds nothing while the connection is gone, when a message was refused, and after the room's end", async () => {
    const [ann, bob] = await Promise.all([person(phone), person()]);
    const room = await openRoom(ann, server.url);
    await isLive(ann);
    await enter(bob, room);
    await say(bob, NOTHING);
    await bob.waitForSelector(".failed");
    await isFine(bob, "refused chat");
    await goOffline(bob);
    await say(bob, "later");
    await bob.waitForSelector(".pending .state");
    await bob.setInputFiles("#gif", file(gif()));
    await bob.click(".say button");
    await tells(bob, ".parcel [role=status]", "send.waiting");
    await bob.waitForSelector("[data-waiting-line]:not([hidden])");
    await isFine(bob, "offline");
    await ann.click(".room-bar .menu > summary");
    await ann.click("[data-close] > summary");
    await isFine(ann, "menu and closing");
    await ann.click("dialog .danger");
    await bob.context().setOffline(false);
    await bob.waitForSelector(".ended");
    await isFine(bob, "ended");
  });
}
