import { translator } from "../../shared/i18n/index.js";
import type { Language } from "../../shared/i18n/languages.js";

type Translate = ReturnType<typeof translator>;

/** Only for speed: i18next takes several microseconds for a text without values, of which a page has hundreds. */
export function cachePlainTexts(): (lang: Language) => Translate {
  const translators = new Map<Language, Translate>();
  return (lang) => {
    const known = translators.get(lang) ?? withCache(translator(lang));
    translators.set(lang, known);
    return known;
  };
}

function withCache(translate: Translate): Translate {
  const texts = new Map<string, string>();
  const cached = (key: Parameters<Translate>[0], values?: Parameters<Translate>[1]) => {
    if (values) return translate(key, values);
    const text = texts.get(key) ?? translate(key);
    texts.set(key, text);
    return text;
  };
  return Object.assign(cached, { lang: translate.lang });
}
