import type { Catalogue } from "./catalogue.js";

interface LanguageEntry {
  name: string;
  dir: "ltr" | "rtl";
  load: () => Promise<{ default: Catalogue }>;
}

/** In the order of the language switch. Imported on demand, so that a browser downloads only its own catalogue. */
export const languageTable = {
  ko: { name: "한국어", dir: "ltr", load: () => import("./ko.js") },
  en: { name: "English", dir: "ltr", load: () => import("./en.js") },
} satisfies Record<string, LanguageEntry>;

export type Language = keyof typeof languageTable;

export const languages = Object.keys(languageTable) as Language[];

export const isLanguage = (code: string): code is Language => Object.hasOwn(languageTable, code);

export async function loadCatalogue(lang: Language): Promise<Catalogue> {
  return (await languageTable[lang].load()).default;
}
