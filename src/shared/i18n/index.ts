import type { Language } from "../page-props.js";
import { translateBy } from "./create-translator.js";
import { en } from "./en.js";
import { ko } from "./ko.js";
import type { MessageKey, Translate } from "./languages.js";
import { isMessageKey } from "./languages.js";

const translators: Record<Language, Translate> = { en: translateBy("en", en), ko: translateBy("ko", ko) };

export const translator = (lang: Language): Translate => translators[lang];

/** The sentence for a refusal's code; an unknown code gets the general one. */
export function errorKey(code: string): MessageKey {
  const key = `error.${code}`;
  return isMessageKey(key, en) ? key : "error.UNKNOWN";
}

export { languages, type MessageKey, type Translate } from "./languages.js";
