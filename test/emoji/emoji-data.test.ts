import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseEmoji, parseNames, tones, withTone } from "../../src/browser/emoji/emoji-list.js";
import { createSearch } from "../../src/browser/emoji/search.js";
import { toEmoji } from "../../src/services/chats/emoji.js";
import { languages } from "../../src/shared/i18n/languages.js";

const read = (name: string) =>
  readFileSync(new URL(`../../src/browser/emoji/lists/${name}.txt`, import.meta.url), "utf8");
const list = parseEmoji(read("emoji"));

describe("the emoji of the picker", () => {
  it("are all taken by the server as they are, in each tone of skin", () => {
    const written = list.flatMap((one) => tones.map((tone) => withTone(one, tone)));
    expect(new Set(written).size).toBeGreaterThan(3000);
    expect(written.filter((emoji) => toEmoji(emoji) !== emoji)).toEqual([]);
  });

  it("have groups, and short names that each stand for one", () => {
    expect([...new Set(list.map(({ group }) => group))]).toEqual([
      ...["smileys", "people", "nature", "food", "travel", "activities", "objects", "symbols", "flags"],
    ]);
    const names = list.flatMap(({ shortNames }) => shortNames);
    expect(names.filter((name) => !/^[a-z0-9+-][a-z0-9_+-]*$/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
    expect(list.find(({ shortNames }) => shortNames.includes("hash"))?.emoji).toBe("#️⃣");
  });

  it.each(languages)("have names in %s", (lang) => {
    const names = parseNames(read(lang));
    expect(list.filter(({ emoji }) => !names.get(emoji)?.name)).toEqual([]);
    expect(names.size).toBe(list.length);
    const english = parseNames(read("en"));
    const same = list.filter(({ emoji }) => names.get(emoji)!.name === english.get(emoji)!.name);
    if (lang !== "en") expect(same.length / list.length).toBeLessThan(0.1);
  });
});

describe("the search of the picker", () => {
  const finder = (lang: string) => {
    const search = createSearch(list, parseNames(read(lang)));
    return (query: string) => search(query).map(({ emoji }) => emoji);
  };

  it("finds by name, short name and words, the nearest first", () => {
    const find = finder("en");
    expect(find("cat face")[0]).toBe("🐱");
    expect(find(":Thumbsup:")[0]).toBe("👍");
    expect(find("grinning")[0]).toBe("😀");
    expect(find("cheerful")).toContain("😀");
    expect(find("eyes smil")).toContain("😄");
    expect(find("no such thing")).toEqual([]);
    expect(find("  ")).toEqual([]);
  });

  it.each(languages)("finds an emoji by its name in %s, and by the start of it", (lang) => {
    const names = parseNames(read(lang));
    const find = finder(lang);
    for (const emoji of ["🐱", "🎉", "🍎", "🚀"]) {
      const { name } = names.get(emoji)!;
      expect([emoji, find(name)[0]]).toEqual([emoji, emoji]);
      expect(find([...name].slice(0, 2).join(""))).toContain(emoji);
    }
  });

  it("finds in Korean, also within a word, and by the English short names there too", () => {
    const find = finder("ko");
    expect(find("고양이 얼굴")[0]).toBe("🐱");
    expect(find("얼굴 웃")).toContain("😀");
    expect(find("heart")[0]).toBe("❤️");
  });
});
