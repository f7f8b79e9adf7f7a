import type { Language } from "../../../shared/i18n/languages.js";
import type { MakerTexts } from "./en.js";

const files: Record<Language, () => Promise<{ default: MakerTexts }>> = {
  en: () => import("./en.js"),
  ko: () => import("./ko.js"),
};

export const loadMakerTexts = async (lang: Language): Promise<MakerTexts> => (await files[lang]()).default;
