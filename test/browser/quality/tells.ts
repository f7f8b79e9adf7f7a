import type { Page } from "playwright-core";
import { type MessageKey, type Translate, translator } from "../../../src/shared/i18n/index.js";
import type { Language } from "../../../src/shared/i18n/languages.js";
import { sees } from "../support.js";

/** As `sees`, whatever the language of the page. */
export async function tells(
  page: Page,
  selector: string,
  key: MessageKey,
  values?: Parameters<Translate>[1],
): Promise<void> {
  const lang = await page.getAttribute("html", "lang");
  await sees(page, selector, translator(lang as Language)(key, values));
}
