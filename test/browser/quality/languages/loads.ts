import type { Page } from "playwright-core";
import { expect } from "vitest";
import {
  isLanguage,
  type Language,
  languages,
  loadCatalogue,
} from "../../../../src/shared/i18n/languages.js";
import type { Visitor } from "../../../support/visitor.js";
import { isLive } from "../../support.js";
import { countBytes } from "../count-bytes.js";

/** The languages of the scripts that a page asks for: texts and lists are files named by their language. */
function watchLanguages(page: Page): Language[] {
  const seen: Language[] = [];
  page.on("request", (request) => {
    const [, name = ""] = /\/js\/(.+)-[A-Z0-9]{8}\.js$/.exec(new URL(request.url()).pathname) ?? [];
    if (isLanguage(name)) seen.push(name);
  });
  return seen;
}

/** What the first visit to a room loads, and then shelf, pack, maker and emoji. */
export async function visitAll(page: Page, room: string, lang: Language): Promise<number> {
  const seen = watchLanguages(page);
  const size = await countBytes(page);
  await page.goto(room);
  await isLive(page);
  await page.waitForLoadState("networkidle");
  const firstVisit = size();
  expect(seen).toEqual([lang]);
  await page.click("[data-emoji-button]");
  await page.waitForSelector(".emoji-picker [data-emoji]");
  await page.fill(".emoji-picker [role=searchbox]", "1");
  await page.keyboard.press("Escape");
  await page.click(".gif-button");
  await page.click("#shelf-pack");
  await page.waitForSelector(".shelf [data-picture=yes]");
  await page.click("[data-make]");
  await page.waitForSelector(".maker-tile");
  await expect.poll(() => seen).toEqual(Array(5).fill(lang));
  return firstVisit;
}

/** Sentences of other languages that no text of this one holds. */
async function foreignSentences(lang: Language): Promise<string[]> {
  const own = Object.values(await loadCatalogue(lang)).join("\n");
  const others = languages.filter((one) => one !== lang);
  const texts = await Promise.all(others.map(async (one) => Object.values(await loadCatalogue(one))));
  return texts.flat().filter((text) => text.length >= 8 && !text.includes("{{") && !own.includes(text));
}

export async function isOfOneLanguage(visitor: Visitor, path: string, lang: Language): Promise<void> {
  const html = await (await visitor.get(path, { "accept-language": lang })).text();
  expect(html).toContain(`<html lang="${lang}"`);
  const read = html.replaceAll(/<details class="languages[\s\S]*?<\/details>/g, "").replaceAll("&#39;", "'");
  const foreign = await foreignSentences(lang);
  expect(foreign.length).toBeGreaterThan(1000);
  expect([lang, path, foreign.filter((text) => read.includes(text))]).toEqual([lang, path, []]);
}
