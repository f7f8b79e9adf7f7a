import { lang } from "../base/i18n.js";
import { isDrawable } from "./drawable.js";
import { type Emoji, type EmojiName, parseEmoji, parseNames } from "./emoji-list.js";

type TextModule = Promise<{ default: string }>;

const nameFiles: Record<string, () => TextModule> = {
  en: () => import("./lists/en.txt"),
  ko: () => import("./lists/ko.txt"),
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
  names ??= (nameFiles[lang] ?? nameFiles.en!)().then(({ default: text }) => parseNames(text));
  names.catch(() => {
    names = undefined;
  });
  return names;
}
