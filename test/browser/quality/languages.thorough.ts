/** @module-tag thorough */
import { beforeAll, describe, expect, test } from "vitest";
import { translator } from "../../../src/shared/i18n/index.js";
import { type Language, languages, languageTable } from "../../../src/shared/i18n/languages.js";
import { gif } from "../../support/gif.js";
import { useServer } from "../../support/server.js";
import { isLive, openMenu, say, sees } from "../support.js";
import { isOfOneLanguage, visitAll } from "./languages/loads.js";
import { leftOf, SCRAMBLED, TURNED } from "./languages/mirrored.js";
import { desk, phone, useSpeakers } from "./languages/speakers.js";
import { tellStory } from "./languages/story.js";
import { chooseByKeyboard, listsAll } from "./languages/switch.js";
import { spoken } from "./spoken.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "60000" });
const withSpeakers = useSpeakers();

test("a page is in the language that is nearest to what a browser asks for", async () => {
  const asked: Record<string, Language> = {
    "zh-HK": "zh-TW",
    "zh-Hant": "zh-TW",
    zh: "zh-CN",
    "zh-SG": "zh-CN",
    pt: "pt-BR",
    "pt-PT,en;q=0.5": "pt-BR",
    "es-419": "es",
    "ar-EG": "ar",
    "fr-CA": "fr",
    "de-AT": "de",
    "ja-JP": "ja",
    "ko-KP": "ko",
    "sv,ja;q=0.3,de;q=0.8": "de",
    "he-IL": "en",
  };
  for (const [tag, lang] of Object.entries(asked)) {
    const visitor = await server.visitor();
    const html = await (await visitor.get("/", { "accept-language": tag })).text();
    expect([tag, /<html lang="([^"]+)" dir="(\w+)"/.exec(html)?.slice(1)]).toEqual([
      tag,
      [lang, languageTable[lang].dir],
    ]);
  }
});

describe("what a language weighs", () => {
  let room: string;

  beforeAll(async () => {
    const picture = gif({ width: 480, height: 300 });
    const talker = await server.visitor();
    const { _id } = await talker.open({ title: "Full of cats", max: 50 });
    const client = await talker.enter(_id);
    for (let i = 0; i < 50; i++) {
      if (i % 5)
        await client.call("chat", { chat: `number ${i}: what one says in a line or so, more or less` });
      else await talker.upload(_id, picture);
    }
    room = `/room/${_id}`;
  });

  test.each(languages)("in %s, little at a first visit, and nothing of another language", async (lang) => {
    // Letters of other scripts take two or three bytes each.
    const most = (lang === "en" ? 130 : 134) * 1024;
    await withSpeakers(lang, [{ ...phone, viewport: { width: 412, height: 823 } }], async (page) => {
      if (!page) return;
      const bytes = await visitAll(page, server.url + room, lang);
      expect.soft(bytes).toBeGreaterThan(50 * 1024);
      expect.soft(bytes).toBeLessThanOrEqual(most);
    });
    const visitor = await server.visitor();
    for (const path of ["/", room, "/room", "/privacy"]) await isOfOneLanguage(visitor, path, lang);
  });
});

describe("the language switch", () => {
  const small = { ...phone, viewport: { width: 320, height: 568 } };

  test("on a small phone it lists ten names in the header and in a room's menu, and leads back to the same page", async () => {
    await withSpeakers("ar", [small], async (ann) => {
      if (!ann) return;
      await ann.goto(`${server.url}/?q=cats`);
      await ann.click(".languages > summary");
      await listsAll(ann);
      await ann.click(".languages [lang=ja]");
      await ann.waitForSelector("html[lang=ja]");
      expect(ann.url()).toBe(`${server.url}/?q=cats`);
      const owner = await server.visitor();
      const { _id } = await owner.open({});
      await ann.goto(`${server.url}/room/${_id}`);
      await isLive(ann);
      await openMenu(ann);
      await ann.click(".room-bar .languages > summary");
      await listsAll(ann);
      await ann.click(".room-bar .languages [lang=ar]");
      await ann.waitForSelector("html[lang=ar][dir=rtl]");
      await isLive(ann);
      expect(new URL(ann.url()).pathname).toBe(`/room/${_id}`);
    });
  });

  test("it works by keyboard, and without scripts", async () => {
    await withSpeakers("fr", [desk, { ...small, javaScriptEnabled: false }], async (ann, bob) => {
      if (!ann || !bob) return;
      await ann.goto(`${server.url}/room`);
      await chooseByKeyboard(ann, "pt-BR");
      expect(new URL(ann.url()).pathname).toBe("/room");
      await bob.goto(`${server.url}/?q=chats`);
      await bob.click(".languages > summary");
      await listsAll(bob);
      await bob.click(".languages [lang=zh-TW]");
      await bob.waitForSelector("html[lang=zh-TW]");
      expect(bob.url()).toBe(`${server.url}/?q=chats`);
    });
  });
});

test("who comes and goes is told to everybody in their own language", async () => {
  const owner = await server.visitor();
  const { _id } = await owner.open({});
  const his = await owner.enter(_id);
  const tongues = ["ja", "ar", "de"] as const;
  const told = (lang: Language, key: "chat.cameIn" | "chat.left") =>
    translator(lang)(key, { name: "Zoë" }).replaceAll(/[\u2066-\u2069]/g, "");
  await withSpeakers("ja", [desk], async (ann) => {
    await withSpeakers("ar", [desk], async (bob) => {
      await withSpeakers("de", [desk], async (carl) => {
        const pages = [ann!, bob!, carl!];
        for (const page of pages) await page.goto(`${server.url}/room/${_id}`).then(() => isLive(page));
        const zoe = await server.visitor();
        await zoe.json("POST", "/nickname", { name: "Zoë" });
        for (const key of ["chat.cameIn", "chat.left"] as const) {
          // What was said parts one run of lines from the next.
          await his.call("chat", { chat: key });
          if (key === "chat.cameIn") (await zoe.enter(_id)).close();
          else await zoe.json("POST", `/room/${_id}/leave`);
          for (const [i, page] of pages.entries()) {
            const last = page.locator(".chats > .line").last();
            const text = async () => (await last.innerText()).replaceAll(/[\u2066-\u2069]/g, "");
            await expect.poll(text).toContain(told(tongues[i]!, key));
          }
        }
      });
    });
  });
});

test("in Arabic a page is mirrored but for patterns and pictures, and colours, times and counts stay whole", async () => {
  const { title, said } = spoken.ar;
  await withSpeakers("ar", [desk], async (ann) => {
    if (!ann) return;
    const owner = await server.visitor();
    const { _id } = await owner.open({ title, lifetime: "24h" });
    const his = await owner.enter(_id);
    await ann.goto(`${server.url}/room/${_id}`);
    await isLive(ann);
    const guest = await server.visitor();
    await guest.enter(_id);
    await sees(ann, ".member", (await guest.me()).name);
    await his.call("chat", { chat: said[1] });
    await owner.upload(_id, gif({ width: 120, height: 80 }));
    await say(ann, `${said[0]} GIF`);
    await ann.waitForSelector(".mine[data-seq]");
    await ann.waitForSelector(".gif img");
    expect(await ann.evaluate(TURNED)).toEqual([]);
    expect(await ann.evaluate(SCRAMBLED)).toEqual([]);
    expect(await leftOf(ann, ".people")).toBeLessThan(await leftOf(ann, "#stream"));
    expect(await leftOf(ann, "[data-back]")).toBeGreaterThan(await leftOf(ann, ".menu > summary"));
    expect(await leftOf(ann, ".mine .words")).toBeLessThan(await leftOf(ann, ".chat:not(.mine) .words"));
    await ann.goto(server.url);
    await isLive(ann);
    expect(await ann.evaluate(SCRAMBLED)).toEqual([]);
    await ann.click(".languages > summary");
    await ann.click(".languages [lang=en]");
    await ann.waitForSelector("html[dir=ltr]");
    await ann.goto(`${server.url}/room/${_id}`);
    await isLive(ann);
    expect(await leftOf(ann, ".people")).toBeGreaterThan(await leftOf(ann, "#stream"));
    expect(await ann.evaluate(SCRAMBLED)).toEqual([]);
  });
});

test.each(languages)(
  "a story in %s: nothing is cut off at 360 and 1440 pixels, and axe finds nothing in some of them",
  (lang) => tellStory(withSpeakers, server.url, lang),
);
