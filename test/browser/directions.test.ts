/** @module-tag thorough */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { gif } from "../support/gif.js";
import { useServer } from "../support/server.js";
import { enter, isLive, ofRefusals, openMenu, say, sees, useBrowser } from "./support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000" });
const { person } = useBrowser(ofRefusals);

/** Words from right to left that have no direction of their own, and fields that would not get one. */
const LOOSE = `((page) => {
  const RTL = /[\\u0590-\\u06ff]/;
  const isIsolated = (text) => !RTL.test(text.replace(/\\u2068[^\\u2068\\u2069]*\\u2069/g, ""));
  const found = [];
  const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const alone = node.parentElement.closest("[dir=auto], bdi, script");
    if (!alone && !isIsolated(node.nodeValue)) found.push(node.parentElement.outerHTML.slice(0, 120));
  }
  for (const one of page.querySelectorAll("[aria-label], [title], [placeholder]"))
    for (const name of ["aria-label", "title", "placeholder"]) {
      const text = one.getAttribute(name) ?? "";
      // A label that is a name alone has nothing beside it.
      if (/[a-z]/i.test(text) && !isIsolated(text)) found.push(name + ": " + text);
    }
  for (const field of page.querySelectorAll("textarea, input:not([type]), input[type=search], input[type=text]"))
    if (field.dir !== "auto") found.push(field.outerHTML.slice(0, 120));
  return found;
})`;

const wrong: string[] = [];

async function visit(page: Page, state: string, html?: string): Promise<void> {
  const read =
    html === undefined ? "document" : `new DOMParser().parseFromString(${JSON.stringify(html)}, "text/html")`;
  wrong.push(...(await page.evaluate<string[]>(`${LOOSE}(${read})`)).map((what) => `${state}: ${what}`));
}

describe("what visitors write from right to left", () => {
  test("it has its own direction on every page, in sentences, in labels and in fields", async () => {
    const [ann, bob] = [await person(), await server.visitor()];
    await bob.json("POST", "/nickname", { name: "דניאל" });
    const { _id } = await bob.open({ title: "חדר השינה" });
    const his = await bob.enter(_id);
    const room = `${server.url}/room/${_id}`;
    await enter(ann, server.url);
    await visit(ann, "lobby");
    await ann.goto(`${server.url}/?q=${encodeURIComponent("חדר")}`);
    await visit(ann, "search");
    await ann.goto(`${server.url}/room?title=${encodeURIComponent("שלום")}`);
    await visit(ann, "form");
    await enter(ann, room);
    await his.call("chat", { chat: "שלום, what a day" });
    await bob.upload(_id, gif(), { alt: "חתול" });
    await his.call("nickname", { name: "נועם" });
    await his.call("renameRoom", { title: "חדר אחר" });
    const me = await ann.locator("main").getAttribute("data-me");
    await his.call("whisper", { to: me!, chat: "שקט" });
    await sees(ann, ".line", "is now");
    await sees(ann, ".whispered", "שקט");
    await openMenu(ann);
    await ann.fill("#nickname", "מיכל");
    await ann.press("#nickname", "Enter");
    await sees(ann, ".member", "מיכל");
    await say(ann, "מה");
    await sees(ann, ".mine[data-seq]", "מה");
    await ann.click("[data-whisper]");
    await ann.click(".member .sure > summary");
    await visit(ann, "room");
    expect(await ann.title()).toBe("\u2068חדר אחר\u2069 · gif-chat");
    const directions = await ann
      .locator(".words")
      .evaluateAll((all) => all.map((one) => getComputedStyle(one).direction));
    expect(directions.length).toBeGreaterThan(2);
    expect(new Set(directions)).toEqual(new Set(["rtl"]));
    expect(await ann.locator("#say").evaluate((one) => getComputedStyle(one).direction)).toBe("ltr");
    await ann.fill("#say", "של");
    expect(await ann.locator("#say").evaluate((one) => getComputedStyle(one).direction)).toBe("rtl");
    await ann.goto(`${room}?spectate=on`);
    await isLive(ann);
    await visit(ann, "watch");
    await ann.goto(`${server.url}/along`);
    await visit(ann, "another device");
    for (const one of ["transcript", "settings", "hosts", "invites", "hooks", "knocks"])
      await visit(ann, one, (await bob.page(`/room/${_id}/${one}`)).replace(/<style[\s\S]*?<\/style>/g, ""));
    await bob.json("PATCH", `/room/${_id}`, { locked: true });
    const eve = await person();
    await eve.goto(room);
    await visit(eve, "door");
    await eve.goto(`${room}?spectate=on`);
    await visit(eve, "closed");
    his.close();
    expect(wrong).toEqual([]);
  });
});
