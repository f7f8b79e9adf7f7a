import { fold } from "../../shared/fold.js";
import type { Emoji, EmojiName } from "./emoji-list.js";

const NO_MATCH = 9;

interface Entry {
  one: Emoji;
  titles: string[];
  text: string;
}

/** Folds all names at the first search, and no more at each letter typed. */
export function createSearch(list: Emoji[], names: Map<string, EmojiName>): (query: string) => Emoji[] {
  let entries: Entry[] | undefined;
  return (query) => {
    const wanted = foldName(query);
    if (!wanted) return [];
    entries ??= list.map((one) => toEntry(one, names.get(one.emoji)));
    return entries
      .map((entry) => ({ one: entry.one, rank: rank(entry, wanted) }))
      .filter(({ rank }) => rank < NO_MATCH)
      .sort((a, b) => a.rank - b.rank)
      .map(({ one }) => one);
  };
}

function toEntry(one: Emoji, { name, words }: EmojiName = { name: "", words: "" }): Entry {
  const titles = [name, ...one.shortNames].map(foldName);
  return { one, titles, text: ` ${[...titles, foldName(words)].join(" ")}` };
}

/** Best first: the whole name, then its beginning, then the beginning of any word, then any part of one. */
function rank({ one, titles, text }: Entry, wanted: string): number {
  if (one.emoji === wanted || titles.includes(wanted)) return 0;
  if (titles.some((title) => title.startsWith(wanted))) return 1;
  const terms = wanted.split(" ");
  if (terms.every((term) => text.includes(` ${term}`))) return 2;
  return terms.every((term) => term.length > 1 && text.includes(term)) ? 3 : NO_MATCH;
}

const foldName = (text: string): string =>
  fold(text)
    .replaceAll(/[\s_:-]+/g, " ")
    .trim();
