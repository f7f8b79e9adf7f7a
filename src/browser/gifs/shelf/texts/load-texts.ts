import type { TranslateOf } from "../../../../shared/i18n/catalogue.js";
import { createTranslator } from "../../../../shared/i18n/create-translator.js";
import type { Language } from "../../../../shared/i18n/languages.js";
import { lang } from "../../../base/i18n.js";
import type { ShelfKey, ShelfTexts } from "./en.js";

const files: Record<Language, () => Promise<{ default: ShelfTexts }>> = {
  en: () => import("./en.js"),
  ko: () => import("./ko.js"),
  ja: () => import("./ja.js"),
  "zh-CN": () => import("./zh-CN.js"),
  "zh-TW": () => import("./zh-TW.js"),
  es: () => import("./es.js"),
  fr: () => import("./fr.js"),
  de: () => import("./de.js"),
  "pt-BR": () => import("./pt-BR.js"),
  ar: () => import("./ar.js"),
};

let translate: TranslateOf<ShelfKey> | undefined;

export async function loadTexts(): Promise<void> {
  translate ??= createTranslator<ShelfKey>(lang, (await files[lang]()).default);
}

export const text: (...args: Parameters<TranslateOf<ShelfKey>>) => string = (key, values) =>
  translate?.(key, values) ?? key;
