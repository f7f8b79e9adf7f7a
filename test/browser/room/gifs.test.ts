import { readFile, writeFile } from "node:fs/promises";
import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { gif } from "../../support/gif.js";
import { film } from "../../support/moving-gif.js";
import { useServer } from "../../support/server.js";
import {
  enter,
  file,
  hand,
  isLive,
  moving,
  ofRefusals,
  openRoom,
  sees,
  show,
  still,
  two,
  useBrowser,
} from "../support.js";

const server = useServer();
const { person } = useBrowser(ofRefusals);

const phone = (width: number, height = 740) => ({
  viewport: { width, height },
  isMobile: true,
  hasTouch: true,
});

/** For a slow machine. */
const soon = { timeout: 20_000 };

const box = async (one: Locator) => (await one.boundingBox())!;

const cat = gif({ width: 240, height: 160, frames: 3 });

describe("GIFs", () => {
  test("several GIFs are chosen at once, described and sent in order; others see them play and can stop them", async () => {
    const [ann, bob] = await Promise.all([person(), person()]);
    const room = await openRoom(ann, server.url);
    await isLive(ann);
    await enter(bob, room);
    await ann.setInputFiles("#gif", [file(cat), file(cat, "second.gif")]);
    await ann.locator(".parcel input.input").nth(0).fill("a cat leaps");
    await ann.locator(".parcel input.input").nth(1).fill("a cat lands");
    await ann.locator(".parcel input[type=checkbox]").nth(1).check();
    await ann.click(".say button");
    await ann.locator(".parcel").first().waitFor({ state: "detached" });
    await bob.waitForSelector(`.gif.covered img[alt='a cat lands']${still}`);
    await bob.waitForSelector(`img[alt='a cat leaps']${moving}`);
    await bob.click("[data-play-all]:visible");
    await bob.waitForSelector(`img[alt='a cat leaps']${still}`);
    await bob.locator(".gif a").nth(1).click();
    await bob.waitForSelector(".gif.covered.shown");
    await bob.locator(".gif a").nth(0).click();
    await bob.waitForSelector("dialog.viewer img[alt='a cat leaps']");
    await bob.keyboard.press("Escape");
    await bob.reload();
    await bob.waitForSelector("[data-play-all][aria-pressed=false]");
  });

  test("the small version of a GIF comes to those who see it, without drawing the message anew", {
    tags: ["thorough"],
  }, async () => {
    const [ann, bob] = await Promise.all([person(), person()]);
    const room = await openRoom(ann, server.url);
    await enter(bob, room);
    await isLive(bob);
    await bob.evaluate(() => {
      const list = document.querySelector<HTMLElement>("[data-chats]")!;
      new MutationObserver((changes) => {
        for (const { removedNodes } of changes) if (removedNodes.length) list.dataset.redrawn = "";
      }).observe(list, { childList: true });
    });
    const title = await bob.title();
    await ann.setInputFiles("#gif", file(await film({ delays: [100, 100, 100] })));
    await ann.click(".say button");
    await bob.waitForSelector(".gif a[data-small$='.small.webp']");
    expect(await bob.locator("[data-redrawn], .edited").count()).toBe(0);
    expect(await bob.locator(".chat .gif").count()).toBe(1);
    expect(await bob.title()).toBe(title);
    await ann.waitForSelector(".gif a[data-small$='.small.webp']");
  });

  test("text and GIFs go with one send, in this order, and no keyboard comes up on a phone", async () => {
    const { ann: bob, room } = await two(person, server.url);
    const ann = await person({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
    await enter(ann, room);
    const button = (await ann.locator(".gif-button").boundingBox())!;
    expect(await ann.locator(".gif-button").innerText()).toBe("GIF");
    expect(button.width * button.height).toBeGreaterThan(64 * 40);
    await ann.tap("#say");
    await ann.fill("#say", "look at these");
    await ann.tap(".gif-button");
    const chooserOpens = ann.waitForEvent("filechooser");
    await ann.tap("dialog.shelf >> text=Choose files");
    const chooser = await chooserOpens;
    await chooser.setFiles([file(cat), file(cat, "second.gif")]);
    await ann.locator(".parcel").nth(1).waitFor();
    expect(await ann.locator("textarea:focus, input:focus").count()).toBe(0);
    await ann.tap(".say button");
    await bob.locator(".chat .gif").nth(1).waitFor();
    expect(
      await bob.locator(".chat").evaluateAll((all) => all.map((one) => !!one.querySelector(".gif"))),
    ).toEqual([false, true, true]);
    await ann.waitForSelector(".parcel", { state: "detached" });
    expect(await ann.locator("textarea:focus, input:focus").count()).toBe(0);
  });

  test("a GIF can be dropped anywhere in the room, and pasted", { tags: ["thorough"] }, async () => {
    const ann = await person();
    await openRoom(ann, server.url);
    await isLive(ann);
    await ann.evaluate(hand("dragover", cat));
    await sees(ann, ".drop", "Drop to add");
    await ann.evaluate(hand("drop", cat));
    await ann.evaluate(hand("paste", cat));
    // As a spreadsheet does it, where the text is meant.
    await ann.evaluate(hand("paste", cat, { "text/plain": "1\t2", "text/html": "<td>1<td>2" }));
    // As browsers copy a picture of another site.
    const copied = { "text/plain": "https://cats.example/a.gif", "text/html": "<meta><img src=a.gif>" };
    await ann.evaluate(hand("paste", cat, copied));
    await ann.waitForSelector(".say button[aria-label='Send 3 pictures']");
    await ann.locator(".parcel .bare").first().click();
    await ann.locator(".parcel .bare").first().click();
    await ann.press(".parcel input.input", "Enter");
    await ann.waitForSelector(".mine .gif");
    expect(await ann.locator(".gif").count()).toBe(1);
  });

  test("what a file is counts, not what it is called; a broken one is refused with the reason", {
    tags: ["thorough"],
  }, async () => {
    const ann = await person();
    await openRoom(ann, server.url);
    await isLive(ann);
    const heic = Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic", "latin1");
    await ann.setInputFiles("#gif", [
      { name: "a.png", mimeType: "image/png", buffer: cat },
      file(heic, "IMG_1.gif"),
      file(Buffer.from("notes"), "notes.gif"),
    ]);
    await sees(ann, ".tray [role=alert]", "IMG_1.gif is a HEIC photo");
    await sees(ann, ".tray [role=alert]", "notes.gif is not a picture");
    await ann.press("#say", "Enter");
    await ann.waitForSelector(".mine .gif img[src^='/gif/']");
    await ann.setInputFiles("#gif", file(cat.subarray(0, 40), "torn.gif"));
    await ann.click(".say button");
    await sees(ann, ".parcel [role=status]", "not a whole picture");
  });

  test("a GIF that is too large is refused with the reason, before it is sent", {
    tags: ["thorough"],
  }, async () => {
    const ann = await person();
    await openRoom(ann, server.url);
    await isLive(ann);
    const path = `${server.dir}/large.gif`;
    await writeFile(path, Buffer.concat([cat, Buffer.alloc(30_000_000)]));
    await ann.setInputFiles("#gif", path);
    await sees(ann, ".tray [role=alert]", "large.gif");
    expect(await ann.locator(".parcel").count()).toBe(0);
  });

  test("a GIF can be dropped as the system drops files, wherever the pointer is", {
    tags: ["thorough"],
  }, async () => {
    const ann = await person();
    await openRoom(ann, server.url);
    await isLive(ann);
    const path = `${server.dir}/dropped.gif`;
    await writeFile(path, cat);
    const pointer = await ann.context().newCDPSession(ann);
    const data = { items: [], files: [path], dragOperationsMask: 1 };
    for (const type of ["dragEnter", "dragOver", "drop"] as const)
      await pointer.send("Input.dispatchDragEvent", { type, x: 500, y: 300, data });
    await ann.press(".parcel input.input", "Enter");
    await ann.waitForSelector(".mine .gif img[src^='/gif/']");
  });

  test.each([
    ["want stillness", { reducedMotion: "reduce" }, false],
    ["pay for every byte", {}, true],
  ] as const)(
    "GIFs stand still until asked for visitors who %s",
    { tags: ["thorough"] },
    async (_who, options, dataSaverEnabled) => {
      const [ann, calm] = await Promise.all([person(), person(options)]);
      const network = await calm.context().newCDPSession(calm);
      await network.send("Emulation.setDataSaverOverride", { dataSaverEnabled });
      const room = await openRoom(ann, server.url);
      await isLive(ann);
      await enter(calm, room);
      await ann.setInputFiles("#gif", file(cat));
      await ann.click(".say button");
      await ann.waitForSelector(`.gif img${moving}`);
      await calm.waitForSelector(`.gif img${still}`);
      await calm.click("[data-toggle]");
      await calm.waitForSelector(`.gif img${moving}`);
    },
  );
});

test("a GIF stands still behind the viewer and in a tab that is hidden, and takes its small version at its next start", {
  tags: ["thorough"],
}, async () => {
  const ann = await person();
  await openRoom(ann, server.url);
  await isLive(ann);
  await ann.setInputFiles("#gif", file(cat));
  await ann.press("#say", "Enter");
  const stream = (shown: string) => ann.waitForSelector(`.gif img${shown}`, { state: "attached" });
  const [whole, small] = ["[src$='.gif']", "[src$='.small.webp']"];
  await stream(whole);
  await ann.waitForSelector(".gif a[data-small]");
  await ann.evaluate("document.querySelector('#stream').dispatchEvent(new Event('scrollend'))");
  await stream(whole);
  await ann.click(".gif a");
  await ann.waitForSelector("dialog.viewer .viewer-bar", { state: "attached" });
  await ann.waitForSelector("dialog.viewer img[src$='.gif']");
  await stream(still);
  await ann.keyboard.press("Escape");
  await stream(small);
  await ann.click("[data-toggle]");
  await stream(still);
  await ann.click("[data-toggle][aria-label=Play]");
  await stream(small);
  await ann.clock.install();
  await show(ann, false);
  await ann.clock.fastForward(30_000);
  await stream(still);
  await show(ann, true);
  await stream(small);
});

describe("pictures on a phone", () => {
  test.each([
    ["a phone", phone(320, 480), 10],
    ["a larger phone", phone(360), 5],
    ["a phone on its side", phone(640, 320), 5],
  ] as const)(
    "on %s, two and more of them in the tray leave the button that sends on the screen",
    { tags: ["thorough"] },
    async (_, options, most) => {
      const ann = await person(options);
      await openRoom(ann, server.url);
      await isLive(ann);
      const { width, height } = options.viewport;
      const square = file(gif({ width: 80, height: 80 }));
      for (const count of [2, most - 2]) {
        await ann.setInputFiles("#gif", Array(count).fill(square));
        await expect.poll(() => ann.locator(".parcel").count(), soon).toBe(count === 2 ? 2 : most);
        for (const button of [".say .button", ".room-bar .menu > summary"]) {
          const at = await box(ann.locator(button));
          expect(at.x, button).toBeGreaterThanOrEqual(0);
          expect(at.y, button).toBeGreaterThanOrEqual(0);
          expect(at.x + at.width, button).toBeLessThanOrEqual(width);
          expect(at.y + at.height, button).toBeLessThanOrEqual(height);
          expect(await ann.evaluate(hit(at)), button).toBe(await ann.locator(button).getAttribute("class"));
        }
        await ann.locator(".parcel").first().scrollIntoViewIfNeeded();
        await ann.locator(".parcel input.input").first().fill("still in reach");
      }
      await ann.locator(".say button").tap();
      await expect.poll(() => ann.locator(".mine .gif").count(), { timeout: 90_000 }).toBe(most);
    },
  );

  test("a tiny one, a covered one and their words keep their places, and all are looked at one by one", {
    tags: ["thorough"],
  }, async () => {
    const talker = await server.visitor();
    const { _id: id } = await talker.open();
    await talker.enter(id);
    await talker.say(id, "look at these");
    const words = "A long description of what the picture shows, with many words and details. "
      .repeat(2)
      .trim();
    const tiny = gif({ width: 16, height: 16, frames: 2 });
    const send = (bytes: Buffer, fields: Record<string, string> = {}) => talker.upload(id, bytes, fields);
    await send(tiny, { alt: "tiny" });
    await send(gif({ width: 60, height: 90, frames: 2 }), { alt: words, cover: "on" });
    await send(gif({ width: 60, height: 90, frames: 2 }), { alt: words });
    await send(gif({ width: 300, height: 150, frames: 2 }), { alt: "wide" });
    const ann = await person({ ...phone(320), reducedMotion: "reduce" });
    await enter(ann, `${server.url}/room/${id}`);
    const chat = (seq: number) => ann.locator(`[data-seq='${seq}']`);
    const [row, toggle] = [await box(chat(2)), await box(chat(2).locator("[data-toggle]"))];
    expect(toggle.y + toggle.height).toBeLessThanOrEqual(row.y + row.height);
    for (const seq of [3, 4]) {
      const size = await box(chat(seq).locator("img"));
      expect([Math.round(size.width), Math.round(size.height)]).toEqual([60, 90]);
      expect((await box(chat(seq).locator("a[data-gif]"))).width).toBeLessThanOrEqual(192);
    }

    const viewer = ann.locator("dialog.viewer");
    const isShown = (alt: string) => viewer.locator(`img[alt="${alt}"]`).waitFor();
    await chat(2).locator("a[data-gif]").tap();
    await isShown("tiny");
    const [picture, close] = [await box(viewer.locator("img")), await box(viewer.locator("form button"))];
    expect(Math.round(picture.width)).toBe(128);
    expect(close.y + close.height).toBeLessThanOrEqual(picture.y);
    await sees(ann, ".viewer-bar", "1 / 3");
    await viewer.locator("img").tap();
    const zoomed = viewer.locator("img.zoomed");
    await zoomed.waitFor();
    expect((await box(zoomed)).width).toBeGreaterThan(2 * picture.width);
    await ann.keyboard.press("-");
    await ann.keyboard.press("-");
    await ann.keyboard.press("-");
    await zoomed.waitFor({ state: "detached" });
    expect(await viewer.locator(".name").innerText()).toBe(await chat(2).getAttribute("data-name"));
    const [download] = await Promise.all([ann.waitForEvent("download"), viewer.locator("a[download]").tap()]);
    expect(await readFile((await download.path())!)).toEqual(tiny);
    await ann.keyboard.press("ArrowLeft");
    await ann.keyboard.press("ArrowRight");
    await isShown(words);
    await viewer.locator(".next").tap();
    await isShown("wide");
    await sees(ann, ".viewer-bar", "3 / 3");
    // As when a picture of the room is sent again: it is another message with the same address.
    await ann.evaluate(
      "const links = document.querySelectorAll('.gif a'); links[3].dataset.gif = links[0].dataset.gif",
    );
    await ann.keyboard.press("ArrowLeft");
    await isShown(words);
    await ann.keyboard.press("ArrowRight");
    await sees(ann, ".viewer-bar", "3 / 3");
    await viewer.locator("form button").tap();
    await viewer.waitFor({ state: "detached" });
    const focused = () => ann.evaluate("document.activeElement.closest('[data-seq]')?.dataset.seq");
    await expect.poll(focused, soon).toBe("5");
    await chat(5).locator("a[data-gif]").tap();
    await isShown("wide");
    // Last, since Chromium may take no tap for a while after a stroke.
    await swipe(ann, { from: 80, to: 240 });
    await isShown(words);
    await swipe(ann, { from: 240, to: 80 });
    await isShown("wide");
    await talker.json("DELETE", `/room/${id}/chat/5`);
    await viewer.waitFor({ state: "detached" });
    await expect.poll(() => ann.evaluate("document.activeElement.id"), soon).toBe("stream");
  });
});

/** What a finger in the middle of this box would press; a button scrolled out of its tray is not it. */
const hit = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }) =>
  `document.elementFromPoint(${x + width / 2}, ${y + height / 2})?.closest("button, summary")?.className`;

async function swipe(page: Page, { from, to }: { from: number; to: number }): Promise<void> {
  const screen = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", x?: number) =>
    screen.send("Input.dispatchTouchEvent", { type, touchPoints: x === undefined ? [] : [{ x, y: 370 }] });
  await touch("touchStart", from);
  await touch("touchMove", (from + to) / 2);
  await touch("touchMove", to);
  await touch("touchEnd");
}
