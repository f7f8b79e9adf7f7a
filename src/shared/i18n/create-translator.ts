import { createInstance } from "i18next";
import type { Language } from "../page-props.js";
import type { Translate } from "./languages.js";

/** The browser brings the one catalogue it needs; the server uses `translator` of index.ts. */
export function translateBy(lang: Language, catalogue: Record<string, string>): Translate {
  const instance = createInstance();
  instance.init({
    lng: lang,
    resources: { [lang]: { translation: catalogue } },
    initAsync: false,
    showSupportNotice: false,
    keySeparator: false,
    nsSeparator: false,
    // Nunjucks and the DOM escape; to escape here as well would show `&amp;` to people.
    interpolation: { escapeValue: false },
  });
  return (key, values) => instance.t(key, values ?? {});
}
