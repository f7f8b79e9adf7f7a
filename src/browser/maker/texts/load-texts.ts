import type { TranslateOf } from "../../../shared/i18n/catalogue.js";
import { createTranslator } from "../../../shared/i18n/create-translator.js";
import { lang } from "../../base/i18n.js";
import type { MakerKey } from "./en.js";
import { loadMakerTexts } from "./languages.js";

let translate: TranslateOf<MakerKey> | undefined;

/** The maker's own, which would make every page's catalogue half as large again. */
export async function loadTexts(): Promise<void> {
  translate ??= createTranslator<MakerKey>(lang, await loadMakerTexts(lang));
}

export const text: (...args: Parameters<TranslateOf<MakerKey>>) => string = (key, values) =>
  translate?.(key, values) ?? key;
