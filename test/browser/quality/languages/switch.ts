import type { Page } from "playwright-core";
import { expect } from "vitest";
import { type Language, languages, languageTable } from "../../../../src/shared/i18n/languages.js";

const COVERED = `[...document.querySelectorAll(".languages[open] button")].filter((one) => {
  one.scrollIntoView({ block: "nearest" });
  const { left, right, top, bottom } = one.getBoundingClientRect();
  const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return left < 0 || right > innerWidth || top < 0 || bottom > innerHeight || !one.contains(hit);
}).map((one) => one.value)`;

/** Every language has its own name, marked as its own, and can be reached on the screen. */
export async function listsAll(page: Page): Promise<void> {
  const entries = await page
    .locator(".languages[open] button")
    .evaluateAll((all) =>
      (all as unknown as { lang: string; innerText: string }[]).map((one) => [
        one.lang,
        one.innerText.trim(),
      ]),
    );
  expect(entries).toEqual(languages.map((lang) => [lang, languageTable[lang].name]));
  expect(await page.evaluate(COVERED)).toEqual([]);
}

export async function chooseByKeyboard(page: Page, lang: Language): Promise<void> {
  await page.focus(".languages > summary");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".languages[open]");
  for (let i = 0; i <= languages.indexOf(lang); i++) await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.value")).toBe(lang);
  await page.keyboard.press("Enter");
  await page.waitForSelector(`html[lang="${lang}"]`);
}
