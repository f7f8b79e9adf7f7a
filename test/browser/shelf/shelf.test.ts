import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { gif } from "../../support/gif.js";
import { useServer } from "../../support/server.js";
import { KEPT } from "../room/kept-trays.js";
import { file, goOffline, isLive, moving, ofTheNetwork, sees, two, useBrowser } from "../support.js";

const server = useServer();
const { person } = useBrowser(/storage is denied/, /Error: OFFLINE/, /status of 429/, ofTheNetwork);

const ROOM = "dialog.shelf [role=tab][id=shelf-room]";
const pictures = "dialog.shelf [data-picture]";
const headers = { accept: "application/json", "sec-fetch-site": "same-origin" };

/** Each of another size, so that each is another file. */
const sized = (side: number) => gif({ width: side, height: side, frames: 3 });

async function upload(page: Page, alt: string, side: number, cover?: "on"): Promise<number> {
  const form = { gif: file(sized(side)), alt, ...(cover && { cover }) };
  const answer = await page.request.post(`${page.url()}/gif`, { headers, multipart: form });
  return ((await answer.json()) as { seq: number }).seq;
}

const names = (page: Page) =>
  page.locator(pictures).evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));

const shows = (page: Page, expected: string[]) => expect.poll(() => names(page)).toEqual(expected);

const openShelf = async (page: Page) => {
  await page.focus(".gif-button");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog.shelf");
};

/** What the browser keeps of where starred pictures were seen. */
const PLACES = `new Promise((resolve) => {
  const opening = indexedDB.open("gif-chat-mine");
  opening.onsuccess = () => {
    const reading = opening.result.transaction("pictures").objectStore("pictures").getAll();
    reading.onsuccess = () => resolve(reading.result.filter((one) => one.hash).map(({ places }) => places));
  };
})`;

/** The fields of what the page sends. */
function listen(page: Page): Record<string, string>[] {
  const sent: Record<string, string>[] = [];
  page.on("request", (request) => {
    if (request.method() !== "POST" || !request.url().endsWith("/gif")) return;
    const body = request.postDataBuffer()?.toString("latin1") ?? "";
    const fields = body.matchAll(/name="(\w+)"\r\n\r\n(.*)\r\n/g);
    sent.push(Object.fromEntries([...fields].map(([, name, value]) => [name, value])));
  });
  return sent;
}

test("the shelf sends what was sent here, what is kept, and the pack, by keyboard alone", async () => {
  const { ann, bob } = await two(person, server.url);
  const sent = listen(ann);
  const first = await upload(bob, "a cat leaps", 40);
  // Then the picture is not on the first page that ann gets.
  const texts = Array.from({ length: 52 }, (_, i) => ({ chat: `${i}` }));
  await Promise.all(texts.map((data) => bob.request.post(`${bob.url()}/chat`, { headers, data })));
  await ann.reload();
  await isLive(ann);
  const hidden = await upload(bob, "a cat hides", 41, "on");
  await upload(ann, "a dog", 42);
  await ann.locator(".chat[data-seq] .gif").nth(1).waitFor();

  await openShelf(ann);
  await shows(ann, ["a dog", "a cat leaps"]);
  const last = await upload(bob, "a bird", 43);
  await shows(ann, ["a bird", "a dog", "a cat leaps"]);
  await bob.request.post(`${bob.url()}/chat/${last}/delete`, { headers });
  await shows(ann, ["a dog", "a cat leaps"]);
  await bob.request.post(`${bob.url()}/chat/${hidden}/delete`, { headers });
  await ann.keyboard.press("Escape");
  await goOffline(ann);
  await openShelf(ann);
  await sees(ann, ".shelf-text", "did not load");
  await shows(ann, ["a dog"]);
  await ann.context().setOffline(false);
  await isLive(ann);
  await ann.click("dialog.shelf button >> text=Try again");
  await shows(ann, ["a dog", "a cat leaps"]);
  await ann.focus("dialog.shelf input.input");
  await ann.keyboard.press("ArrowDown");
  await ann.keyboard.press("ArrowRight");
  await ann.waitForSelector(`${pictures}[aria-label='a cat leaps']:focus img${moving}`);
  await ann.keyboard.press("Escape");
  await ann.waitForSelector(".gif-button:focus");

  await openShelf(ann);
  await ann.fill("dialog.shelf input.input", "CAT");
  await shows(ann, ["a cat leaps"]);
  await ann.keyboard.press("Enter");
  await ann.keyboard.press("Enter");
  await ann.waitForSelector("dialog.shelf", { state: "detached" });
  await bob.locator(".gif img[alt='a cat leaps']").nth(1).waitFor();
  expect(sent).toMatchObject([{ again: String(first), alt: "a cat leaps" }]);
  await openShelf(ann);
  await shows(ann, ["a cat leaps", "a dog"]);
  await ann.keyboard.press("Escape");

  await openShelf(ann);
  await ann.focus(ROOM);
  await ann.keyboard.press("End");
  await ann.waitForSelector("#shelf-pack[aria-selected=true]:focus");
  await ann.fill("dialog.shelf input.input", "sure");
  await ann.waitForSelector(`${pictures}[data-picture=yes]`);
  await ann.keyboard.press("Enter");
  await ann.keyboard.press("Enter");
  await bob.waitForSelector(".gif img[alt='Yes'][src^='/pack/yes']");
  expect(sent.at(-1)).toMatchObject({ pack: "yes", alt: "Yes" });

  await upload(bob, "a fish", 44);
  await openShelf(ann);
  await ann.click(ROOM);
  await shows(ann, ["a fish", "Yes", "a cat leaps", "a dog"]);
  await ann.keyboard.press("Escape");
  const row = ann.locator(".member", { has: ann.locator("[data-whisper]") });
  await row.locator(".sure > summary").click();
  await row.locator("[data-mute]").click();
  await openShelf(ann);
  await shows(ann, ["Yes", "a cat leaps", "a dog"]);
});

test("a starred picture stays in the browser, is sent as a file, and moves to another browser in a zip", {
  tags: ["thorough"],
}, async () => {
  const { ann, bob } = await two(person, server.url);
  await upload(bob, "a cat leaps", 50);
  await upload(bob, "", 51);
  await ann.locator(".chat[data-seq] .gif").nth(1).waitFor();
  const tools = ann.locator(".chat[data-seq] > .tools");
  await tools.first().locator("summary").focus();
  await ann.keyboard.press("Enter");
  await tools.first().locator("[data-star]").click();
  await tools.first().locator("[data-star][aria-pressed=true]").waitFor();
  await ann.locator(".gif > a").last().click();
  await ann.click("dialog.viewer [data-star]");
  await ann.waitForSelector("dialog.viewer [data-star][aria-pressed=true]");
  await ann.keyboard.press("Escape");
  const places = await ann.evaluate(PLACES);
  expect(places).toEqual([
    [expect.stringMatching(/^[\da-f]{16}$/)],
    [expect.stringMatching(/^[\da-f]{16}$/)],
  ]);

  await ann.reload();
  await isLive(ann);
  await tools.first().locator("summary").focus();
  await ann.keyboard.press("Enter");
  await tools.first().locator("[data-star][aria-pressed=true]").waitFor();
  await openShelf(ann);
  await ann.click("#shelf-mine");
  await shows(ann, ["A picture without a description", "a cat leaps"]);
  const download = ann.waitForEvent("download");
  await ann.click(".shelf-foot >> text=Save as zip");
  const zip = await (await download).path();
  await ann.click(`${pictures}[aria-label='a cat leaps']`);
  await bob.locator(".gif img[alt='a cat leaps']").nth(1).waitFor();
  await ann.waitForSelector("dialog.shelf", { state: "detached" });
  await ann.route("**/gif", (route) =>
    route.fulfill({ status: 429, json: { error: { code: "SLOW_MODE" } } }),
  );
  await openShelf(ann);
  await ann.click(`${pictures}[aria-label='a cat leaps']`);
  await sees(ann, ".parcel [role=status]", "a cat leaps");
  await expect.poll(() => ann.evaluate(KEPT)).toEqual([["a cat leaps", "a cat leaps"]]);
  await ann.reload();
  await ann.waitForSelector(".parcel canvas:not(.unreadable)");
  expect(await ann.locator(".parcel img, .parcel input").count()).toBe(0);
  await ann.unroute("**/gif");

  await openShelf(bob);
  await bob.click("#shelf-mine");
  await sees(bob, ".shelf-text", "Star a picture");
  await bob.setInputFiles("[data-zip]", zip);
  await sees(bob, ".shelf-foot [role=status]", "2 pictures added");
  await shows(bob, ["A picture without a description", "a cat leaps"]);
  await bob.setInputFiles("[data-zip]", zip);
  await sees(bob, ".shelf-foot [role=status]", "2 files left out");
  await bob.focus(`${pictures}[aria-label='a cat leaps']`);
  await bob.keyboard.press("Delete");
  await shows(bob, ["A picture without a description"]);
  await bob.click(".shelf-foot >> text=Undo");
  await shows(bob, ["A picture without a description", "a cat leaps"]);
  await bob.setInputFiles("[data-zip]", { name: "no.zip", mimeType: "application/zip", buffer: sized(3) });
  await sees(bob, ".shelf-foot [role=status]", "no zip that can be read");
});

test("the shelf keeps to the rules of the room, and says what the browser does not keep", {
  tags: ["thorough"],
}, async () => {
  const { ann, bob } = await two(person, server.url);
  const denied = 'new DOMException("storage is denied", "SecurityError")';
  await bob.addInitScript(`Object.defineProperty(window, "indexedDB", { get() { throw ${denied}; } })`);
  await bob.reload();
  await isLive(bob);
  await upload(ann, "a cat leaps", 60);
  await bob.locator(".gif > a").click();
  await bob.click("dialog.viewer [data-star]");
  await sees(bob, "[data-notices]", "keeps nothing for this site");
  await bob.keyboard.press("Escape");
  await bob.setInputFiles("#gif", file(gif()));
  await bob.waitForSelector(".say button[aria-label='Send the picture']");
  await bob.click("[data-whisper]");
  await bob.waitForSelector(".say button[aria-label=Send]");
  await bob.click(".gif-button");
  await sees(bob, "[data-notices]", "cannot be whispered");
  await bob.press("#say", "Escape");
  await bob.waitForSelector(".say button[aria-label='Send the picture']");
  await bob.click(".parcel .cancel");
  await openShelf(bob);
  await bob.click("#shelf-mine");
  await sees(bob, ".shelf-text", "did not load");
  await bob.click("#shelf-room");
  await shows(bob, ["a cat leaps"]);
  await ann.request.post(`${ann.url()}/settings`, { headers, data: { slow: 60 } });
  await bob.waitForSelector("[data-slow-line]:not([hidden])", { state: "attached" });
  await bob.click(pictures);
  await bob.locator(".mine[data-seq] .gif").waitFor();
  await openShelf(bob);
  await bob.click(pictures);
  await sees(bob, "dialog.shelf [data-notices]", "takes its time");
  await ann.request.post(`${ann.url()}/settings`, { headers, data: { readOnly: true } });
  await bob.waitForSelector("dialog.shelf", { state: "detached" });
});
