import type { Language } from "../../../../shared/i18n/languages.js";
import { packNames } from "../../../../shared/pack/names.js";
import { lang } from "../../../base/i18n.js";
import { type PackPicture, parsePack } from "./parse-pack.js";

type TextModule = Promise<{ default: string }>;

const wordFiles: Record<Language, () => TextModule> = {
  en: () => import("../../../pack-words/en.txt"),
  ko: () => import("../../../pack-words/ko.txt"),
  ja: () => import("../../../pack-words/ja.txt"),
  "zh-CN": () => import("../../../pack-words/zh-CN.txt"),
  "zh-TW": () => import("../../../pack-words/zh-TW.txt"),
  es: () => import("../../../pack-words/es.txt"),
  fr: () => import("../../../pack-words/fr.txt"),
  de: () => import("../../../pack-words/de.txt"),
  "pt-BR": () => import("../../../pack-words/pt-BR.txt"),
  ar: () => import("../../../pack-words/ar.txt"),
};

let pack: Promise<PackPicture[]> | undefined;

/** Loaded once; after a failure, again at the next call. */
export function loadPack(): Promise<PackPicture[]> {
  pack ??= wordFiles[lang]().then(({ default: text }) => parsePack(text, packNames));
  pack.catch(() => {
    pack = undefined;
  });
  return pack;
}
