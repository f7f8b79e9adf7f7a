import type { TranslateOf } from "../../../shared/i18n/catalogue.js";
import { createTranslator } from "../../../shared/i18n/create-translator.js";
import type { Language } from "../../../shared/i18n/languages.js";
import { lang } from "../../base/i18n.js";
import type { MakerKey, MakerTexts } from "./en.js";

const files: Record<Language, () => Promise<{ default: MakerTexts }>> = {
  en: () => import("./en.js"),
  ko: () => import("./ko.js"),
};

let translate: TranslateOf<MakerKey> | undefined;

/** The maker's own, which would make every page's catalogue half as large again. */
export async function loadTexts(): Promise<void> {
  translate ??= createTranslator<MakerKey>(lang, (await files[lang]()).default);
}

export const text: (...args: Parameters<TranslateOf<MakerKey>>) => string = (key, values) =>
  translate?.(key, values) ?? key;
