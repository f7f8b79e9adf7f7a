import type { Language } from "../../shared/i18n/languages.js";
import { lang } from "../base/i18n.js";
import { isDrawable } from "./drawable.js";
import { type Emoji, type EmojiName, parseEmoji, parseNames } from "./emoji-list.js";

type TextModule = Promise<{ default: string }>;

const nameFiles: Record<Language, () => TextModule> = {
  en: () => import("./lists/en.txt"),
  ko: () => import("./lists/ko.txt"),
  ja: () => import("./lists/ja.txt"),
  "zh-CN": () => import("./lists/zh-CN.txt"),
  "zh-TW": () => import("./lists/zh-TW.txt"),
  es: () => import("./lists/es.txt"),
  fr: () => import("./lists/fr.txt"),
  de: () => import("./lists/de.txt"),
  "pt-BR": () => import("./lists/pt-BR.txt"),
  ar: () => import("./lists/ar.txt"),
};

let list: Promise<Emoji[]> | undefined;
let names: Promise<Map<string, EmojiName>> | undefined;

/** Those that this system can draw. Loaded once; after a failure, again at the next call. */
export function loadEmoji(): Promise<Emoji[]> {
  list ??= import("./lists/emoji.txt").then(({ default: text }) => parseEmoji(text).filter(isDrawable));
  list.catch(() => {
    list = undefined;
  });
  return list;
}

export function loadNames(): Promise<Map<string, EmojiName>> {
  names ??= nameFiles[lang]().then(({ default: text }) => parseNames(text));
  names.catch(() => {
    names = undefined;
  });
  return names;
}
