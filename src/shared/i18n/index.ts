import { type Catalogue, type MessageKey, type Translate, toErrorKey } from "./catalogue.js";
import en from "./catalogues/en.js";
import { createTranslator } from "./create-translator.js";
import { type Language, languages, loadCatalogue } from "./languages.js";

const catalogues = new Map(
  await Promise.all(languages.map(async (lang) => [lang, await loadCatalogue(lang)] as const)),
);
const translators = new Map<Language, Translate>();

/** For the server, which speaks every language; the browser loads one catalogue in base/i18n.ts. */
export function translator(lang: Language): Translate {
  const known = translators.get(lang) ?? createTranslator(lang, catalogues.get(lang)!);
  translators.set(lang, known);
  return known;
}

/** As it is written, with no values filled in. */
export const textOf = <Key extends keyof Catalogue>(lang: Language, key: Key): Catalogue[Key] =>
  catalogues.get(lang)![key];

export const errorKey = (code: string): MessageKey => toErrorKey(code, en);

export type { MessageKey, Translate } from "./catalogue.js";
export { languages } from "./languages.js";
