import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import shelfTexts from "../../src/browser/gifs/shelf/texts/en.js";
import makerTexts, { type MakerKey } from "../../src/browser/maker/texts/en.js";
import { loadMakerTexts } from "../../src/browser/maker/texts/languages.js";
import { type Catalogue, isMessageKey } from "../../src/shared/i18n/catalogue.js";
import en from "../../src/shared/i18n/catalogues/en.js";
import { createTranslator } from "../../src/shared/i18n/create-translator.js";
import { findNearest } from "../../src/shared/i18n/detect-language.js";
import { kinds } from "../../src/shared/i18n/formats.js";
import { languages, loadCatalogue } from "../../src/shared/i18n/languages.js";
import { toDuration, toRelativeTime } from "../../src/shared/render/relative-time.js";

const read = (folder: string, ending: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .filter((file) => !file.includes("/i18n/"))
    .map((file) => readFileSync(file, "utf8"));

const views = read("views", ".njk");
const scripts = read("src", ".ts");
const catalogues = await Promise.all(
  languages.map(async (lang) => [lang, await loadCatalogue(lang)] as const),
);

const gapsIn = (text: string) =>
  [...text.matchAll(/\{\{(\w+)(?:, (\w+))?\}\}/g)].map(([, name = "", kind]) => ({ name, kind }));
const namesIn = (text: string) => [...new Set(gapsIn(text).map(({ name }) => name))].sort();

/** Of a key with plural forms, the part before the form. */
function toBase(key: string, first: object = en): { base: string; form?: string } {
  const [, base = "", form = ""] = /^(.*)_([a-z]+)$/.exec(key) ?? [];
  return `${base}_other` in first ? { base, form } : { base: key };
}

const bases = Object.keys(en).filter((key) => !key.endsWith("_one"));
function numbersOf(lang: string, form: string): number[] {
  const rules = new Intl.PluralRules(lang);
  return Array.from({ length: 1000 }, (_, n) => n).filter((n) => rules.select(n) === form);
}

/** Forms that no number below a thousand has may be left out. */
function hasAllForms(lang: string, texts: object, first: object): void {
  const forms = new Intl.PluralRules(lang).resolvedOptions().pluralCategories;
  const needed = forms.filter((form) => numbersOf(lang, form).length);
  const wanted = Object.keys(first).flatMap((key) => {
    const { base, form } = toBase(key, first);
    if (form === "one") return [];
    return form ? needed.map((one) => `${base}_${one}`) : [key];
  });
  const isOptional = ({ form }: ReturnType<typeof toBase>) =>
    form !== undefined && forms.some((one) => one === form) && !needed.some((one) => one === form);
  const found = Object.keys(texts).filter((key) => !isOptional(toBase(key, first)));
  expect(found.sort()).toEqual(wanted.sort());
}

function hasGapsOf(lang: string, texts: object, first: object): void {
  for (const [key, text] of Object.entries<string>({ ...texts })) {
    const { base, form } = toBase(key, first);
    const original = first[(form ? `${base}_other` : key) as keyof typeof first] as string;
    const leavesOut = form && numbersOf(lang, form).length === 1 && !namesIn(text).includes("count");
    expect(namesIn(text), key).toEqual(namesIn(original).filter((name) => !(leavesOut && name === "count")));
    for (const { kind } of gapsIn(text)) expect([undefined, ...kinds], key).toContain(kind);
  }
}

describe.each(catalogues)("the catalogue %s", (lang, catalogue) => {
  const texts = Object.entries(catalogue);

  test("has every sentence, each in the plural forms of its language and no others", () => {
    hasAllForms(lang, catalogue, en);
  });

  test("has the same gaps to fill as the first one; only a form for one number may leave the number out", () => {
    hasGapsOf(lang, catalogue, en);
  });

  test("calls a message a message, and shouts at nobody", () => {
    for (const [key, text] of texts) {
      const own = text.replace(/gif-chat|chat rooms|채팅방/g, "");
      expect(own, key).not.toMatch(/\bchats?\b|채팅|[!！]/i);
      expect(text, key).toBe(text.trim());
    }
  });
});

test("every sentence is used, and every one that is asked for exists", () => {
  const quoted = (sources: string[], shape: RegExp) =>
    new Set(sources.flatMap((source) => [...source.matchAll(shape)].map(([, text]) => text!)));
  const named = quoted([...views, ...scripts], /"([a-z]\w*\.\w+)"/gi);
  const codes = quoted(scripts, /\b([A-Z]+(?:_[A-Z]+)*)\b/g);
  const isUsed = (key: string) =>
    named.has(key) || (key.startsWith("error.") && codes.has(key.slice("error.".length)));
  expect(bases.map((key) => toBase(key).base).filter((key) => !isUsed(key))).toEqual([]);

  const areas = new Set(bases.map((key) => key.split(".")[0]));
  const asked = [...quoted(views, /"([a-z]\w*\.\w+)"/gi)].filter(
    (key) => areas.has(key.split(".")[0]) && !key.endsWith(".js"),
  );
  expect(asked.length).toBeGreaterThan(200);
  expect(asked.filter((key) => !isMessageKey(key, en))).toEqual([]);
});

test.each(languages)(
  "the maker's texts in %s have the gaps of the first ones, and each is used",
  async (lang) => {
    const texts = Object.entries<string>(await loadMakerTexts(lang));
    const quoted = scripts.join("\n");
    for (const [key, text] of texts) {
      expect(namesIn(text), key).toEqual(namesIn(makerTexts[key as MakerKey]));
      for (const { kind } of gapsIn(text)) expect([undefined, ...kinds], key).toContain(kind);
      expect(text, key).not.toMatch(/\bchats?\b|채팅|[!！]/i);
      const base = key.replace(/Hint$/, "");
      expect(quoted.includes(`"${key}"`) || quoted.includes(`"${base}"`), key).toBe(true);
    }
  },
);

test.each(languages)(
  "the shelf's texts in %s have every plural form and the gaps of the first ones",
  async (lang) => {
    const { default: texts } = await import(`../../src/browser/gifs/shelf/texts/${lang}.ts`);
    hasAllForms(lang, texts, shelfTexts);
    hasGapsOf(lang, texts, shelfTexts);
    for (const [key, text] of Object.entries<string>(texts)) {
      expect(text, key).not.toMatch(/\bchats?\b|채팅|[!！]/i);
      expect(
        scripts.some((source) => source.includes(`"${toBase(key, shelfTexts).base}"`)),
        key,
      ).toBe(true);
    }
  },
);

describe("a language that the first ones are not like", () => {
  const arabic: Catalogue = {
    ...en,
    "chat.new_one": "رسالة جديدة",
    "chat.new_two": "رسالتان جديدتان",
    "chat.new_few": "{{count}} رسائل جديدة",
    "chat.new_other": "{{count}} رسالة جديدة",
  };

  test("has its own plural forms, and `_other` where its catalogue names none", () => {
    const t = createTranslator("ar", arabic);
    const texts = [1, 2, 3, 11, 100].map((count) => t("chat.new", { count }));
    expect(texts).toEqual([
      ...["رسالة جديدة", "رسالتان جديدتان", "3 رسائل جديدة"],
      ...["11 رسالة جديدة", "100 رسالة جديدة"],
    ]);
    const isolated = ["\u2068#4fa3c1\u2069", "\u2068Bo (2)\u2069"];
    expect(t("chat.renamed", { before: "#4fa3c1", name: "Bo (2)" })).toBe(isolated.join(" is now "));
    const french = createTranslator("fr", en);
    expect(french("chat.renamed", { before: "#4fa3c1", name: "Bo (2)" })).not.toMatch(/[\u2066-\u2069]/);
    expect(french("chat.new", { count: 1_000_000 })).toMatch(/^1\s000\s000 new messages$/);
  });

  test("writes numbers, lists, waits, ages and durations its own way", () => {
    const [english, german, japanese] = ["en", "de", "ja"].map((lang) => createTranslator(lang, en));
    const names = ["Ann", "Bo"];
    expect(german!("chat.tooLong", { length: 2001, most: 2000 })).toContain("2.001");
    expect(german!("chat.cameInTogether", { names })).toContain("Ann und Bo");
    expect(japanese!("chat.cameInMany", { names, count: 28 })).toContain("Ann、Bo");
    expect(german!("gif.tooBig", { file: "a.gif", max: 4.5 })).toContain("4,5 MB");
    expect(english!("slow.next", { seconds: 1 })).toBe("Next message in 1 second");
    expect(english!("room.endsIn", { seconds: 599 })).toBe("Ends in 9 minutes");
    const banned = [86_398, 3599, 10_799, 90, 1_209_598].map((left) =>
      english!("ban.here", { retryAfter: left }),
    );
    const waits = ["24 hours", "60 minutes", "3 hours", "90 seconds", "14 days"];
    expect(banned).toEqual(waits.map((wait) => `You are banned from this room for another ${wait}.`));
    expect(german!("gif.uploading", { percent: 16 })).toMatch(/^16\s%/);
    const at = Date.parse("2026-11-28T12:00:00Z");
    expect(toRelativeTime("2026-11-28T10:59:00Z", at, japanese!)).toBe("1 時間前");
    expect(toRelativeTime("2026-11-27T11:59:00Z", at, english!)).toBe("1 day ago");
    expect(["en", "ja"].map((lang) => toDuration(72 * 3_600_000, createTranslator(lang, en)))).toEqual([
      "3 days",
      "3\u00a0日",
    ]);
  });

  test("is found by whoever asks for a near one", () => {
    const among = ["en", "zh-CN", "zh-TW", "pt-BR", "es"] as const;
    const asked = [
      "zh",
      "zh-HK",
      "zh-hant",
      "zh-TW",
      "zh-SG",
      "zh-??",
      "pt",
      "pt-PT",
      "es-419",
      "EN-gb",
      "*",
      "e",
    ];
    expect(asked.map((tag) => findNearest(tag, among))).toEqual([
      ...["zh-CN", "zh-TW", "zh-TW", "zh-TW", "zh-CN", "zh-CN"],
      ...["pt-BR", "pt-BR", "es", "en", undefined, undefined],
    ]);
  });
});

describe("the pages", () => {
  test("never switch escaping off, nor carry a style or a script of their own", () => {
    for (const source of views) {
      expect(source).not.toMatch(/\|\s*safe|autoescape|style=|<style|\son\w+=|<script(?![^>]*\ssrc=)/);
    }
  });

  test("name sides by the direction of reading, so that they mirror", () => {
    const rules = read("src/browser/css", ".css").flatMap((source) => source.split("\n"));
    const physical = /^\s*(?:(?:margin|padding|border)-)?(?:left|right)\b.*:|text-align: (?:left|right)/;
    const sides = /^\s*(?:inset|margin|padding): (\S+) (\S+) (\S+) (\S+);/;
    const lopsided = (rule: string) => {
      const [, , right, , left] = sides.exec(rule.replace(/\([^;]*?\)(?=[ ;])/g, "()")) ?? [];
      return right !== left && left !== "50%";
    };
    expect(rules.filter((rule) => physical.test(rule) || lopsided(rule))).toEqual([]);
  });
});
