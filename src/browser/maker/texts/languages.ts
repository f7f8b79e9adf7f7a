import type { Language } from "../../../shared/i18n/languages.js";
import type { MakerTexts } from "./en.js";

const files: Record<Language, () => Promise<{ default: MakerTexts }>> = {
  en: () => import("./en.js"),
  ko: () => import("./ko.js"),
  ja: () => import("./ja.js"),
  "zh-CN": () => import("./zh-CN.js"),
  "zh-TW": () => import("./zh-TW.js"),
  es: () => import("./es.js"),
  fr: () => import("./fr.js"),
  de: () => import("./de.js"),
  "pt-BR": () => import("./pt-BR.js"),
  ar: () => import("./ar.js"),
};

export const loadMakerTexts = async (lang: Language): Promise<MakerTexts> => (await files[lang]()).default;
