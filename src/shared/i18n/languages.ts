import type { Catalogue } from "./catalogue.js";

interface LanguageEntry {
  name: string;
  load: () => Promise<{ default: Catalogue }>;
}

/** Catalogues are imported on demand, so that a browser downloads only its own. */
export const languageTable = {
  ko: { name: "한국어", load: () => import("./ko.js") },
  en: { name: "English", load: () => import("./en.js") },
} satisfies Record<string, LanguageEntry>;

export type Language = keyof typeof languageTable;

export const languages = Object.keys(languageTable) as Language[];

export const isLanguage = (code: string): code is Language => Object.hasOwn(languageTable, code);

export async function loadCatalogue(lang: Language): Promise<Catalogue> {
  return (await languageTable[lang].load()).default;
}
