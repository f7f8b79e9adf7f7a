import { packNames } from "../../../../shared/pack/names.js";
import { lang } from "../../../base/i18n.js";
import { type PackPicture, parsePack } from "./parse-pack.js";

type TextModule = Promise<{ default: string }>;

const wordFiles: Record<string, () => TextModule> = {
  en: () => import("../../../pack-words/en.txt"),
  ko: () => import("../../../pack-words/ko.txt"),
};

let pack: Promise<PackPicture[]> | undefined;

/** Loaded once; after a failure, again at the next call. */
export function loadPack(): Promise<PackPicture[]> {
  pack ??= (wordFiles[lang] ?? wordFiles.en!)().then(({ default: text }) => parsePack(text, packNames));
  pack.catch(() => {
    pack = undefined;
  });
  return pack;
}
