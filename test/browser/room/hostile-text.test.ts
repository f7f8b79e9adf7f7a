import type { Page } from "playwright-core";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { useServer } from "../../support/server.js";
import { enter, isAtRest, openMenu, say, sees, useBrowser } from "../support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "5000" });
const { person } = useBrowser();

const LINES = Array.from({ length: 700 }, (_, i) => (i % 2 ? "" : i)).join("\n");
/** Rounded corners are drawn a little differently each time. */
const ROUNDING = 48;
const STACK = `Z${"\u0301\u0489\u0330".repeat(300)}algo`;

async function roomWith(...chats: string[]) {
  const talker = await server.visitor();
  const { _id } = await talker.open({ title: "Late night cats" });
  const client = await talker.enter(_id);
  for (const chat of chats) await client.call("chat", { chat });
  return { url: `${server.url}/room/${_id}`, client, talker };
}

const height = (page: Page, seq: number): Promise<number> =>
  page.locator(`[data-seq='${seq}'] .said`).evaluate((said) => said.getBoundingClientRect().height);
const top = (page: Page, seq: number): Promise<number> =>
  page.locator(`[data-seq='${seq}']`).evaluate((chat) => Math.round(chat.getBoundingClientRect().top));
const scrollTop = (page: Page): Promise<number> =>
  page.locator("#stream").evaluate((stream) => Math.round(stream.scrollTop));

async function pixels(page: Page) {
  const picture = await page.screenshot({ animations: "disabled", caret: "hide" });
  return sharp(picture).greyscale().raw().toBuffer({ resolveWithObject: true });
}

type Pixels = Awaited<ReturnType<typeof pixels>>;

function differences({ data, info }: Pixels, other: Pixels): [x: number, y: number][] {
  const found: [number, number][] = [];
  for (let i = 0; i < data.length; i++)
    if (Math.abs(data[i]! - other.data[i]!) > ROUNDING)
      found.push([i % info.width, Math.floor(i / info.width)]);
  return found;
}

test("a visitor whose name is taken is told so until they choose another", async () => {
  const { url, talker } = await roomWith("hello");
  await talker.json("POST", "/nickname", { name: "Ann" });
  const ann = await person();
  await ann.goto(server.url);
  await ann.click(".you > summary");
  await ann.fill("#nickname", "ANN");
  await ann.press("#nickname", "Enter");
  await sees(ann, ".you .name", "ANN");
  await enter(ann, url);
  await sees(ann, "[data-name-taken]", "a name like “ANN”");
  await openMenu(ann);
  await ann.fill("#nickname", "Аnn");
  await ann.press("#nickname", "Enter");
  await sees(ann, "#nickname-error", "This name is taken");
  expect(await ann.inputValue("#nickname[aria-invalid=true][aria-describedby~=nickname-error]")).toBe("Аnn");
  await ann.fill("#nickname", "Anna");
  await ann.press("#nickname", "Enter");
  await ann.waitForSelector("[data-name-taken]", { state: "detached" });
  await sees(ann, ".member .name", "Anna");
});

describe("text made to be in the way", () => {
  test("a message of many lines is folded, live and from the server, and unfolds in its place", async () => {
    const { url, client } = await roomWith("before", LINES, "after");
    const ann = await person();
    await enter(ann, url);
    await client.call("chat", { chat: LINES });
    await sees(ann, "[data-seq='4'] .unfold", "Show all");
    expect(await scrollTop(ann)).toBe(0);
    for (const seq of [2, 4]) expect(await height(ann, seq)).toBeLessThan(400);
    await ann.locator("[data-seq='2']").evaluate((chat) => chat.scrollIntoView());
    const before = await top(ann, 2);
    await ann.focus("[data-seq='2'] .unfold > summary");
    await ann.keyboard.press("Enter");
    await sees(ann, "[data-seq='2'] .unfold", "Show less");
    expect(await height(ann, 2)).toBeGreaterThan(10_000);
    expect(Math.abs((await top(ann, 2)) - before)).toBeLessThanOrEqual(1);
    await client.call("chat", { chat: "one more" });
    await sees(ann, "[data-to-bottom]", "1 new");
    expect(Math.abs((await top(ann, 2)) - before)).toBeLessThanOrEqual(1);
    await ann.keyboard.press("Enter");
    await sees(ann, "[data-seq='2'] .unfold", "Show all");
    expect(
      await ann
        .locator("[data-seq='2'] .unfold > summary")
        .evaluate((one) => one.getBoundingClientRect().top),
    ).toSatisfy((at: number) => at >= 0 && at < 760);
  });

  test("an edit folds and unfolds with the text, and keeps what the visitor has unfolded", {
    tags: ["thorough"],
  }, async () => {
    const { url, client } = await roomWith("short", LINES);
    const ann = await person();
    await enter(ann, url);
    await client.call("editChat", { seq: 1, chat: LINES });
    await sees(ann, "[data-seq='1'] .words", "edited");
    expect(await height(ann, 1)).toBeLessThan(400);
    expect(await scrollTop(ann)).toBe(0);
    await ann.click("[data-seq='2'] .unfold > summary");
    await client.call("editChat", { seq: 2, chat: `${LINES}\nedited end` });
    await sees(ann, "[data-seq='2'] .folded", "edited end");
    expect(await height(ann, 2)).toBeGreaterThan(10_000);
    await client.call("editChat", { seq: 2, chat: "short now" });
    await sees(ann, "[data-seq='2'] .words", "short now");
    expect(await ann.locator("[data-seq='2'] .unfold").count()).toBe(0);
  });

  test("a folded link that gets the focus is shown", { tags: ["thorough"] }, async () => {
    const { url } = await roomWith(`${"line\n".repeat(60)}https://example.com/end`);
    const ann = await person();
    await enter(ann, url);
    await ann.focus(".folded a");
    const [link, words] = await Promise.all([
      ann.locator(".folded a").boundingBox(),
      ann.locator(".folded").boundingBox(),
    ]);
    expect(link!.y + link!.height).toBeLessThanOrEqual(words!.y + words!.height + 1);
  });

  test("without scripts a message is folded and unfolded as well", { tags: ["thorough"] }, async () => {
    const { url } = await roomWith(LINES);
    const ann = await person({
      javaScriptEnabled: false,
      locale: "ko",
      viewport: { width: 360, height: 740 },
    });
    await ann.goto(url);
    expect(await height(ann, 1)).toBeLessThan(400);
    await ann.getByText("모두 보기").click();
    expect(await height(ann, 1)).toBeGreaterThan(10_000);
    await ann.getByText("접기", { exact: true }).click();
    expect(await height(ann, 1)).toBeLessThan(400);
  });

  test("stacked marks paint over their own message only", { tags: ["thorough"] }, async () => {
    const { url } = await roomWith("above", STACK, "below", `\`${STACK}\``, "end");
    const ann = await person({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 1 });
    await enter(ann, url);
    await isAtRest(ann);
    for (const seq of [2, 4]) {
      const words = ann.locator(`[data-seq='${seq}'] .words`);
      const { x, y, width, height } = (await words.boundingBox())!;
      const shown = await pixels(ann);
      await words.evaluate((element) => {
        element.style.visibility = "hidden";
      });
      const painted = differences(shown, await pixels(ann));
      expect(painted.length).toBeGreaterThan(100);
      const isInside = ([px, py]: [number, number]) =>
        px >= x - 3 && px <= x + width + 3 && py >= y - 3 && py <= y + height + 3;
      expect(painted.filter((pixel) => !isInside(pixel))).toEqual([]);
    }
  });

  test("one's own long message is folded once it is sent", { tags: ["thorough"] }, async () => {
    const { url } = await roomWith("hello");
    const ann = await person();
    await enter(ann, url);
    await say(ann, "wide words ".repeat(180));
    await sees(ann, "[data-seq='2'] .unfold", "Show all");
    expect(await height(ann, 2)).toBeLessThan(400);
    expect(await scrollTop(ann)).toBe(0);
  });
});
