import { createInstance } from "i18next";
import type { Texts, Translate, TranslateOf } from "./catalogue.js";
import { formatValue } from "./formats.js";
import { isolateValues } from "./isolate.js";
import { isLanguage, languageTable } from "./languages.js";

export function createTranslator(lang: string, texts: Texts): Translate;
export function createTranslator<Key extends string>(lang: string, texts: Texts): TranslateOf<Key>;
export function createTranslator(lang: string, texts: Texts): TranslateOf<string> {
  const instance = createInstance();
  instance.init({
    lng: lang,
    resources: { [lang]: { translation: withAllForms(lang, texts) } },
    initAsync: false,
    showSupportNotice: false,
    keySeparator: false,
    nsSeparator: false,
    interpolation: {
      // Nunjucks and the DOM already escape; a second time would show `&amp;`.
      escapeValue: false,
      alwaysFormat: true,
      format: (value, kind) => formatValue(lang, value, kind)!,
    },
  });
  const isRightToLeft = isLanguage(lang) && languageTable[lang].dir === "rtl";
  const translate = (key: string, values?: Parameters<Translate>[1]) =>
    instance.t(key, isolateValues(values ?? {}, isRightToLeft));
  return Object.assign(translate, { lang });
}

/** French, for one, has a form from a million on: what a catalogue leaves out reads as `_other`. */
function withAllForms(lang: string, texts: Texts): Texts {
  const forms = new Intl.PluralRules(lang).resolvedOptions().pluralCategories;
  const others = Object.entries(texts).filter(([key]) => key.endsWith("_other"));
  const all = others.flatMap(([key, text]) =>
    forms.map((form) => [key.replace(/_other$/, `_${form}`), text] as const),
  );
  return { ...Object.fromEntries(all), ...texts };
}
