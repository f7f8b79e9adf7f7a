import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { useServer } from "../../support/server.js";
import { enter, isLive, ofRefusals, openMenu, say, sees, two, useBrowser, words } from "../support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "5000" });
const { person } = useBrowser(ofRefusals);
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

const change = async (page: Page, room: string, data: object) => {
  const headers = { "sec-fetch-site": "same-origin" };
  expect((await page.request.patch(room, { headers, data })).status()).toBe(200);
};

/** A full room of two, and where its card is. */
async function fullRoom() {
  const { ann, bob, room } = await two(person, server.url);
  await change(ann, room, { max: 2 });
  await say(ann, "welcome");
  await sees(bob, ".words", "welcome");
  return { ann, bob, room, card: `[data-room='${room.split("/").pop()}']` };
}

test.each([
  ["a wide screen", {}],
  ["a phone", phone],
])(
  "on %s, a full room is watched from the lobby until it has a password, and a seat is taken",
  { tags: ["thorough"] },
  async (...one) => {
    const [, options] = one;
    const { ann, bob, room, card } = await fullRoom();
    const eve = await person(options);
    const act = (selector: string) => ("hasTouch" in options ? eve.tap(selector) : eve.click(selector));
    await enter(eve, server.url);
    await act(`${card} .watch`);
    await eve.waitForURL(`${room}?spectate=on`);
    await isLive(eve);
    await sees(eve, ".watch-bar", "You are watching");
    expect(await words(eve)).toEqual(["welcome"]);
    for (const absent of ["#say", "#gif", ".tools", "[data-whisper]", "[data-leave]", "[data-transcript]"])
      expect([absent, await eve.locator(absent).count()]).toEqual([absent, 0]);
    await say(bob, "hello, all");
    await sees(eve, ".words", "hello, all");
    expect(await ann.locator("[data-people] .member").count()).toBe(2);

    await act(".watch-bar .button");
    await sees(eve, ".flash", "Every seat in this room is taken");
    await act(".flash a");
    await eve.waitForURL(`${room}?spectate=on`);
    await isLive(eve);
    await openMenu(bob);
    await bob.click("form[action$='/leave'] button");
    await sees(eve, ".line", "left");
    await act(".watch-bar .button");
    await eve.waitForURL(room);
    await isLive(eve);
    await say(eve, "now I sit");
    await sees(ann, ".words", "now I sit");

    await enter(bob, `${room}?spectate=on`);
    await change(ann, room, { password: "hush" });
    await sees(bob, ".ended", "This room now has a password");
    expect(await bob.locator(".watch-bar").isVisible()).toBe(false);
    await bob.reload();
    await sees(bob, "h1", "This room now has a password");
    await bob.click("main .button.primary");
    await bob.waitForSelector("#password");
  },
);

test("without scripts, the page to watch reloads itself, and says why it ends", async () => {
  const { ann, room } = await fullRoom();
  const eve = await person({ javaScriptEnabled: false });
  await eve.goto(room);
  await eve.click(".flash a");
  await eve.waitForURL(/spectate=on/);
  expect(await eve.locator(".watch-bar .soft").innerText()).toContain("every 15 seconds");
  expect(await eve.locator("meta[http-equiv=refresh]").getAttribute("content")).toBe("15");
  expect(await words(eve)).toEqual(["welcome"]);
  await change(ann, room, { locked: true });
  await eve.reload();
  await sees(eve, "h1", "This room is locked now");
  expect(await eve.locator("meta[http-equiv=refresh]").count()).toBe(0);
  await eve.click("main .button.primary");
  await eve.waitForSelector("#message");
});
