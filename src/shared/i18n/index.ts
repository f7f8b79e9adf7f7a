import type { Language } from "../pages.js";
import type { MessageKey, Translate } from "./catalogue.js";
import { isMessageKey } from "./catalogue.js";
import { en } from "./en.js";
import { ko } from "./ko.js";
import { translateBy } from "./translate.js";

const translators: Record<Language, Translate> = { en: translateBy("en", en), ko: translateBy("ko", ko) };

export const translator = (lang: Language): Translate => translators[lang];

/** The sentence for a refusal's code; an unknown code gets the general one. */
export function errorKey(code: string): MessageKey {
  const key = `error.${code}`;
  return isMessageKey(key, en) ? key : "error.UNKNOWN";
}

export { languages, type MessageKey, type Translate } from "./catalogue.js";
