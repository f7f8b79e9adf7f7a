/** @module-tag thorough */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { gif } from "../support/gif.js";
import { useServer } from "../support/server.js";
import { smallTargets } from "./quality/touch-targets.js";
import {
  enter,
  file,
  isAtRest,
  isLive,
  NOTHING,
  ofRefusals,
  ofTheNetwork,
  openMenu,
  say,
  sees,
  useBrowser,
} from "./support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000" });
const { person } = useBrowser(ofRefusals, ofTheNetwork);
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

/** What is too small, or leaves the page's side, in each state that was visited. */
const wrong: string[] = [];

const LONG_LABEL = "Noch einmal versuchen";
const CRUSHED = `(() => {
  const found = [];
  const range = document.createRange();
  for (const link of document.querySelectorAll(".link")) {
    if (!link.checkVisibility() || !link.firstChild) continue;
    const label = link.firstChild;
    const own = label.textContent;
    for (const text of [own, "${LONG_LABEL}"]) {
      label.textContent = text;
      const words = document.createTreeWalker(link, NodeFilter.SHOW_TEXT).nextNode();
      for (const { index, 0: word } of text.matchAll(/\\S+/g)) {
        range.setStart(words, index);
        range.setEnd(words, index + word.length);
        const [box, ...more] = range.getClientRects();
        if (more.length || box?.right > document.documentElement.clientWidth) found.push("crushed: " + text);
      }
    }
    label.textContent = own;
  }
  return found;
})()`;

async function visit(page: Page, state: string): Promise<void> {
  for (const width of [360, 320]) {
    await page.setViewportSize({ width, height: 740 });
    await isAtRest(page);
    const sideways = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
    const found = [
      ...(await smallTargets(page)),
      ...(await page.evaluate<string[]>(CRUSHED)),
      ...(sideways > 0 ? [`${sideways} px sideways`] : []),
    ];
    wrong.push(...found.map((what) => `${state} ${width}: ${what}`));
  }
}

describe("a finger", () => {
  test("it finds 44 pixels on each control of the lobby, its forms and the doors of rooms", async () => {
    const [owner, guest] = [await server.visitor(), await server.visitor()];
    const full = await owner.open({ max: 2 });
    const secret = await owner.open({ title: "secret", password: "x" });
    for (const one of [owner, guest]) await one.page(`/room/${full._id}`);
    const ann = await person(phone);
    await enter(ann, server.url);
    await ann.waitForSelector(".card.full");
    await ann.click(".open-room > summary");
    await ann.click(".more > summary");
    await visit(ann, "lobby");
    await ann.click(".you > summary");
    await visit(ann, "name");
    await ann.goto(`${server.url}/room/${secret._id}`);
    await visit(ann, "door");
    await ann.goto(`${server.url}/nowhere`);
    await visit(ann, "error");
    await ann.goto(`${server.url}/along`);
    await visit(ann, "another device");
    expect(wrong.splice(0)).toEqual([]);
  });

  test("it finds 44 pixels on each control of a room: messages, GIFs, people, menu, panel and questions", async () => {
    const [bob, ann] = [await server.visitor(), await person(phone)];
    const { _id } = await bob.open();
    const his = await bob.enter(_id);
    await enter(ann, `${server.url}/room/${_id}`);
    await visit(ann, "empty");
    const { me } = await ann.evaluate<{ me: string }>("({ me: document.querySelector('main').dataset.me })");
    await his.call("chat", { chat: "short" });
    await his.call("chat", { chat: "one of many lines\n".repeat(30) });
    await bob.upload(_id, gif({ width: 160, height: 120, frames: 2 }), { cover: "on" });
    await his.call("whisper", { to: me, chat: "psst" });
    await say(ann, NOTHING);
    await say(ann, "mine");
    await ann.waitForSelector(".failed");
    await sees(ann, ".mine[data-seq]", "mine");
    await ann.setInputFiles("#gif", [file(gif({ width: 60, height: 40 }))]);
    await ann.route("**/gif", (route) => route.abort("connectionrefused"));
    await ann.click(".say button");
    await ann.waitForSelector(".parcel .link");
    await visit(ann, "messages and tray");
    await ann.click(".mine[data-seq] .tools > summary");
    await visit(ann, "edit");
    await ann.click(".tools[open] [data-remove] button");
    await visit(ann, "question");
    await ann.keyboard.press("Escape");
    await ann.click(".gif a");
    await ann.click(".gif.shown a");
    await ann.waitForSelector("dialog.viewer");
    await visit(ann, "viewer");
    await ann.keyboard.press("Escape");
    await ann.click(".to-people");
    await ann.click(".member .sure > summary");
    await visit(ann, "people");
    await ann.click(".people [data-whisper]");
    await visit(ann, "whisper");
    const banner = ann.locator("[data-whispering]");
    expect(
      await banner.evaluate((one) => one.clientHeight / parseFloat(getComputedStyle(one).lineHeight)),
    ).toBeLessThan(4);
    await openMenu(ann);
    await visit(ann, "menu");
    await ann.click(".room-bar a[href$='/along']");
    await ann.waitForSelector("dialog h1");
    await visit(ann, "panel");
    await ann.goto(`${server.url}/room/${_id}?spectate=on`);
    await isLive(ann);
    await visit(ann, "watch");
    expect(wrong.splice(0)).toEqual([]);
    his.close();
  });

  test("it finds 44 pixels on each control of the pages for hosts", async () => {
    const ann = await person(phone);
    await ann.goto(`${server.url}/room`);
    await ann.fill("#title", "Hosts");
    await ann.click("main form .primary");
    await isLive(ann);
    const room = ann.url();
    for (const page of ["settings", "hosts", "invites", "hooks", "knocks"]) {
      await ann.goto(`${room}/${page}`);
      await visit(ann, page);
    }
    expect(wrong.splice(0)).toEqual([]);
  });
});
