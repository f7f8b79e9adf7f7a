import { type Translate, toErrorKey } from "../../shared/i18n/catalogue.js";
import { createTranslator } from "../../shared/i18n/create-translator.js";
import { isLanguage, type Language, loadCatalogue } from "../../shared/i18n/languages.js";

const pageLanguage = document.documentElement.lang;

export const lang: Language = isLanguage(pageLanguage) ? pageLanguage : "en";

const catalogue = await loadCatalogue(lang);

export const t: Translate = createTranslator(lang, catalogue);

/** In the page's language; the server's own message is in the language of the request. */
export const errorMessage = (code: string, values?: { retryAfter?: number }): string =>
  t(toErrorKey(code, catalogue), values as Record<string, number>);
