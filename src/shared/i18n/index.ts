import { type MessageKey, type Translate, toErrorKey } from "./catalogue.js";
import en from "./catalogues/en.js";
import { createTranslator } from "./create-translator.js";
import { type Language, languages, loadCatalogue } from "./languages.js";

const translators = new Map(
  await Promise.all(
    languages.map(async (lang) => [lang, createTranslator(lang, await loadCatalogue(lang))] as const),
  ),
);

/** For the server, which speaks every language; the browser loads one catalogue in base/i18n.ts. */
export const translator = (lang: Language): Translate => translators.get(lang)!;

export const errorKey = (code: string): MessageKey => toErrorKey(code, en);

export type { MessageKey, Translate } from "./catalogue.js";
export { languages } from "./languages.js";
