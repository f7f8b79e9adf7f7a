import { translateBy } from "../../shared/i18n/create-translator.js";
import { isMessageKey, type MessageKey, type Translate } from "../../shared/i18n/languages.js";
import type { Language } from "../../shared/page-props.js";

export const lang: Language = document.documentElement.lang === "ko" ? "ko" : "en";

const catalogue =
  lang === "ko" ? (await import("../../shared/i18n/ko.js")).ko : (await import("../../shared/i18n/en.js")).en;

export const t: Translate = translateBy(lang, catalogue);

/** The sentence for a refusal's code, in the language of the page rather than of the answer. */
export function sentenceFor(code: string): string {
  const key = `error.${code}`;
  return t(isMessageKey(key, catalogue) ? (key satisfies MessageKey) : "error.UNKNOWN");
}
