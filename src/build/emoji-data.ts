import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Language, languages } from "../shared/i18n/languages.js";

/**
 * Writes src/browser/emoji/lists from two npm packages, which are too large to be installed for this alone. The names of
 * languages that emojibase lacks are Unicode's own:
 *   npm pack emojibase-data && mkdir emojibase && tar xzf emojibase-data-*.tgz -C emojibase
 *   npm pack cldr-annotations-full cldr-annotations-derived-full && mkdir cldr
 *   ls cldr-*.tgz | xargs -n 1 tar xz -C cldr -f
 *   npx tsx src/build/emoji-data.ts emojibase/package cldr/package
 */
const [, , source = "emojibase/package", cldr = "cldr/package"] = process.argv;
const target = fileURLToPath(new URL("../browser/emoji/lists", import.meta.url));

/** The newest version that Node 20 knows; the server refuses newer emoji. */
const NEWEST_VERSION = 16;
/** Systems without these are no longer common, so pages do not check for older ones. */
const FIRST_CHECKED_VERSION = 12;
/** Where emojibase has the language under another name. */
const FOLDERS: Partial<Record<Language, string>> = { "zh-CN": "zh", "zh-TW": "zh-hant", "pt-BR": "pt" };
const GROUPS = [
  "smileys",
  "people",
  "",
  "nature",
  "food",
  "travel",
  "activities",
  "objects",
  "symbols",
  "flags",
];
const TONES = [..."🏻🏼🏽🏾🏿"];
const FLAG = "v";
const RGI_EMOJI = new RegExp("^\\p{RGI_Emoji}$", FLAG);
const SHOWN_AS_TEXT = /(?!\p{Emoji_Presentation})\p{Emoji}(?!\p{Emoji_Modifier})/gu;
const TAKES_TONE = /(\p{Emoji_Modifier_Base})\ufe0f?/gu;

interface Entry {
  emoji: string;
  hexcode: string;
  label: string;
  tags?: string[];
  group?: number;
  order: number;
  version: number;
}

const readJson = <T>(name: string, folder = source): T =>
  JSON.parse(readFileSync(path.join(folder, name), "utf8"));

/** The package has the variation selector also where it is not needed. The server wants it where it is. */
const toFull = (emoji: string): string => emoji.replaceAll("\ufe0f", "").replace(SHOWN_AS_TEXT, "$&\ufe0f");

const listEntries = (lang: string): Entry[] =>
  readJson<Entry[]>(`${lang}/data.json`)
    .map((one) => ({ ...one, emoji: toFull(one.emoji) }))
    .filter(({ emoji, group, version }) => {
      return group !== undefined && GROUPS[group] && version <= NEWEST_VERSION && RGI_EMOJI.test(emoji);
    })
    .sort((a, b) => a.order - b.order);

type ShortNames = Record<string, string | string[]>;

/** The names of GitHub, Slack and Discord; where they differ, the first one keeps the name. */
const sets = ["github", "iamcal", "joypixels", "emojibase"].map((name) =>
  readJson<ShortNames>(`en/shortcodes/${name}.json`),
);

function assignShortNames(entries: Entry[]): Map<string, string[]> {
  const names = new Map(entries.map(({ hexcode }) => [hexcode, [] as string[]]));
  const taken = new Set<string>();
  for (const [i, set] of sets.entries()) {
    for (const { hexcode } of entries) {
      const own = names.get(hexcode)!;
      // The last set is for what the others do not name.
      if (i > 2 && own.length) continue;
      for (const name of [set[hexcode] ?? []].flat()) {
        if (taken.has(name)) continue;
        taken.add(name);
        own.push(name);
      }
    }
  }
  return names;
}

function toMarks({ emoji, version }: Entry): string {
  const takesTone = TONES.every((tone) => {
    const toned = emoji.replace(TAKES_TONE, `$1${tone}`);
    return toned !== emoji && RGI_EMOJI.test(toned);
  });
  return `${version >= FIRST_CHECKED_VERSION ? version : ""}${takesTone ? "+" : ""}`;
}

const toLine = (...fields: string[]): string => fields.join("\t").trimEnd();

function writeEmoji(entries: Entry[]): void {
  const names = assignShortNames(entries);
  const lines: string[] = [];
  for (const [i, one] of entries.entries()) {
    if (one.group !== entries[i - 1]?.group) lines.push(`#${GROUPS[one.group!]}`);
    lines.push(toLine(one.emoji, names.get(one.hexcode)!.join(" "), toMarks(one)));
  }
  writeFileSync(path.join(target, "emoji.txt"), `${lines.join("\n")}\n`);
}

type Annotations = Record<string, { annotations: Record<string, { default?: string[]; tts?: string[] }> }>;

/** CLDR leaves variation selectors out. */
function listAnnotated(lang: Language): Entry[] {
  const [own, derived] = ["annotations", "annotationsDerived"].map(
    (part) => readJson<Annotations>(`${part}/${lang}/annotations.json`, cldr)[part]!.annotations,
  );
  const annotations = { ...own, ...derived };
  return listEntries("en").map((entry) => {
    const { tts, default: tags } = annotations[entry.emoji.replaceAll("\ufe0f", "")] ?? {};
    return tts ? { ...entry, label: tts[0]!, tags } : entry;
  });
}

function writeNames(lang: Language): void {
  const folder = FOLDERS[lang] ?? lang;
  const entries = existsSync(path.join(source, folder)) ? listEntries(folder) : listAnnotated(lang);
  const lines = entries.map(({ emoji, label, tags = [] }) => {
    const words = tags.filter((tag) => !label.includes(tag));
    return toLine(emoji, label, words.join(" "));
  });
  writeFileSync(path.join(target, `${lang}.txt`), `${lines.join("\n")}\n`);
}

writeEmoji(listEntries("en"));
for (const lang of languages) writeNames(lang);
