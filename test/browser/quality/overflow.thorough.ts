import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { languages } from "../../../src/shared/i18n/languages.js";
import { useServer } from "../../support/server.js";
import { isAtRest, isLive, ofRefusals, openRoom, say, useBrowser } from "../support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000" });
const { person } = useBrowser(ofRefusals);

/** Hangul is as wide as high; a machine without a font for it draws narrower boxes. */
const WIDEN = `(() => {
  const probe = document.createElement("canvas").getContext("2d");
  probe.font = "100px system-ui";
  const missing = Math.max(0, 0.92 - probe.measureText("한").width / 100);
  const hasOwnHangul = (one) =>
    [...one.childNodes].some((node) => node.nodeType === 3 && /[가-힣]/.test(node.data)) || /[가-힣]/.test(one.placeholder);
  for (const one of document.body.querySelectorAll("*"))
    if (one instanceof HTMLElement && hasOwnHangul(one)) one.style.letterSpacing = missing + "em";
})()`;

/** Texts that reach beyond the page, their own box, or one that cuts off what is outside. */
const FIND_CUT = `(() => {
  const found = new Set();
  // A phone makes \`innerWidth\` as wide as what does not fit.
  const width = document.documentElement.clientWidth;
  const isInline = (one) => getComputedStyle(one).display === "inline";
  const visible = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const cutBy = (node, rect) => {
    let isOwn = true;
    for (let box = node.parentElement; box; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (style.clipPath !== "none" || style.textOverflow === "ellipsis" && style.overflowX !== "visible") return;
      if (style.webkitLineClamp !== "none") return;
      if (isInline(box)) continue;
      const outer = box.getBoundingClientRect();
      const scrolls = (overflow) => overflow === "auto" || overflow === "scroll";
      if ((isOwn || style.overflowX !== "visible") && (rect.left < outer.left - 1 || rect.right > outer.right + 1))
        return scrolls(style.overflowX) && box.scrollWidth > box.clientWidth ? undefined : box;
      if (/hidden|clip/.test(style.overflowY) && box !== document.body && (rect.top < outer.top - 4 || rect.bottom > outer.bottom + 4))
        return box;
      if (scrolls(style.overflowY) && (rect.bottom > outer.bottom || rect.top < outer.top)) return;
      isOwn = false;
    }
    if (rect.left < -1 || rect.right > width + 1) return document.documentElement;
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    if (!node.data.trim() || !visible(node.parentElement) || node.parentElement.closest("noscript, option, textarea")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      const box = rect.width > 1 && cutBy(node, rect);
      if (box) found.add(node.data.trim() + " <" + box.tagName.toLowerCase() + "." + box.className + ">");
    }
  }
  for (const one of document.querySelectorAll("button, .button, input, select, textarea")) {
    const [inner, outer] = [one, one.closest(".box, .panel, dialog")].map((box) => box?.getBoundingClientRect());
    if (visible(one) && outer && inner.width > 1 && (inner.left < outer.left || inner.right > outer.right))
      found.add("reaches out of its box: " + (one.innerText || one.name));
  }
  const pen = document.createElement("canvas").getContext("2d");
  for (const field of document.querySelectorAll("input[placeholder], select")) {
    const style = getComputedStyle(field);
    const text = field.placeholder ?? field.selectedOptions[0].text;
    if (!visible(field) || style.textOverflow === "ellipsis") continue;
    pen.font = style.font;
    pen.letterSpacing = style.letterSpacing === "normal" ? "0px" : style.letterSpacing;
    const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    if (pen.measureText(text).width > room + 1) found.add(text + " <" + field.tagName.toLowerCase() + ">");
  }
  const sideways = document.documentElement.scrollWidth - width;
  return [...found, ...(sideways > 0 ? ["scrolls sideways by " + sideways] : [])];
})()`;

async function fits(page: Page, state: string): Promise<void> {
  await page.evaluate(WIDEN);
  await isAtRest(page);
  expect.soft([state, await page.evaluate(FIND_CUT)]).toEqual([state, []]);
}

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(server.url + path);
  await fits(page, path);
}

test.each(languages)("in %s, no text is cut off or leaves its place at 320 pixels", async (lang) => {
  const seen: string[] = [];
  const phone = { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true };
  const ann = await person({ ...phone, locale: lang });
  ann.on("request", (request) => seen.push(new URL(request.url()).pathname));
  const owner = await server.visitor();
  const [secret, locked, watched] = [
    await owner.open({ title: "Late night cats and dogs", password: "x" }),
    await owner.open({ title: "locked" }),
    await owner.open({ max: 2 }),
  ];
  await owner.json("PATCH", `/room/${locked._id}`, { locked: true });
  for (const { _id } of [secret, watched]) await owner.page(`/room/${_id}`);
  await owner.say(watched._id, "hello");
  for (const path of ["/", "/?q=nothing", "/room", "/nowhere", "/along"]) await visit(ann, path);
  for (const { _id } of [secret, locked]) await visit(ann, `/room/${_id}`);
  await ann.fill("#message", "hello");
  await ann.click("form[action$='/knock'] button");
  await ann.waitForURL(/room/);
  await fits(ann, "waiting at the door");
  await visit(ann, `/room/${watched._id}?spectate=on`);

  await ann.goto(server.url);
  await ann.click(".languages > summary");
  await fits(ann, "the list of languages");
  await ann.keyboard.press("Escape");
  await ann.click(".you > summary");
  await fits(ann, "the visitor's menu");
  await ann.keyboard.press("Escape");
  await ann.click(".open-room > summary");
  await ann.click("form[action='/room'] summary");
  await fits(ann, "the form");

  const room = new URL(await openRoom(ann, server.url, "Late night cats and dogs")).pathname;
  await isLive(ann);
  await fits(ann, "alone in a room");
  const guest = await server.visitor();
  const client = await guest.enter(room.split("/").pop()!);
  await client.call("chat", { chat: "hello" });
  await say(ann, "hi");
  await ann.waitForSelector(".chat[data-seq].mine");
  await fits(ann, "a conversation");
  await ann.click(".mine .tools > summary");
  await fits(ann, "a message's tools");
  await ann.click(".tools[open] [data-remove] button");
  await ann.waitForSelector("dialog[open]");
  await fits(ann, "a question");
  await ann.keyboard.press("Escape");
  await ann.click(".room-bar .menu > summary");
  await ann.click(".room-bar .languages > summary");
  await fits(ann, "the menu");
  await ann.keyboard.press("Escape");
  await ann.click(".to-people");
  await ann.locator(".member .sure > summary").first().click();
  await fits(ann, "the people");
  for (const page of ["settings", "hosts", "invites", "hooks", "knocks", "along"])
    await visit(ann, `${room}/${page}`);
  await ann.goto(`${server.url}${room}/invites`);
  await ann.click("form[action$='/invites'] button");
  await ann.waitForSelector(".share");
  await fits(ann, "an invite");

  const catalogues = languages.filter((one) => seen.some((path) => path.startsWith(`/js/${one}-`)));
  expect(catalogues).toEqual([lang]);
});
