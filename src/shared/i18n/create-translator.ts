import { createInstance } from "i18next";
import type { Catalogue, Translate } from "./catalogue.js";
import { isolateValues } from "./isolate.js";
import type { Language } from "./languages.js";

export function createTranslator(lang: Language, catalogue: Catalogue): Translate {
  const instance = createInstance();
  instance.init({
    lng: lang,
    resources: { [lang]: { translation: catalogue } },
    initAsync: false,
    showSupportNotice: false,
    keySeparator: false,
    nsSeparator: false,
    // Nunjucks and the DOM already escape; a second time would show `&amp;`.
    interpolation: { escapeValue: false },
  });
  return (key, values) => instance.t(key, isolateValues(values ?? {}));
}
