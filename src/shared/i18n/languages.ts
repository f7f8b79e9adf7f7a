import type { Catalogue } from "./catalogue.js";

interface LanguageEntry {
  name: string;
  dir: "ltr" | "rtl";
  load: () => Promise<{ default: Catalogue }>;
}

/** In the order of the language switch. Imported on demand, so that a browser downloads only its own catalogue. */
export const languageTable = {
  ko: { name: "한국어", dir: "ltr", load: () => import("./catalogues/ko.js") },
  en: { name: "English", dir: "ltr", load: () => import("./catalogues/en.js") },
  ja: { name: "日本語", dir: "ltr", load: () => import("./catalogues/ja.js") },
  "zh-CN": { name: "简体中文", dir: "ltr", load: () => import("./catalogues/zh-CN.js") },
  "zh-TW": { name: "繁體中文", dir: "ltr", load: () => import("./catalogues/zh-TW.js") },
  es: { name: "Español", dir: "ltr", load: () => import("./catalogues/es.js") },
  fr: { name: "Français", dir: "ltr", load: () => import("./catalogues/fr.js") },
  de: { name: "Deutsch", dir: "ltr", load: () => import("./catalogues/de.js") },
  "pt-BR": { name: "Português (Brasil)", dir: "ltr", load: () => import("./catalogues/pt-BR.js") },
  ar: { name: "العربية", dir: "rtl", load: () => import("./catalogues/ar.js") },
} satisfies Record<string, LanguageEntry>;

export type Language = keyof typeof languageTable;

export const languages = Object.keys(languageTable) as Language[];

export const isLanguage = (code: string): code is Language => Object.hasOwn(languageTable, code);

export async function loadCatalogue(lang: Language): Promise<Catalogue> {
  return (await languageTable[lang].load()).default;
}
