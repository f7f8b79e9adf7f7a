import type { Emoji, EmojiName } from "./emoji-list.js";

const NO_MATCH = 9;

/** Best first: the whole name, then its beginning, then the beginning of any word, then any part of one. */
export function searchEmoji(list: Emoji[], names: Map<string, EmojiName>, query: string): Emoji[] {
  const wanted = fold(query);
  if (!wanted) return [];
  return list
    .map((one) => ({ one, rank: rank(one, names.get(one.emoji), wanted) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort((a, b) => a.rank - b.rank)
    .map(({ one }) => one);
}

function rank({ emoji, shortNames }: Emoji, named: EmojiName | undefined, wanted: string): number {
  const titles = [named?.name ?? "", ...shortNames].map(fold);
  if (emoji === wanted || titles.includes(wanted)) return 0;
  if (titles.some((title) => title.startsWith(wanted))) return 1;
  const text = ` ${[...titles, fold(named?.words ?? "")].join(" ")}`;
  const terms = wanted.split(" ");
  if (terms.every((term) => text.includes(` ${term}`))) return 2;
  return terms.every((term) => term.length > 1 && text.includes(term)) ? 3 : NO_MATCH;
}

const fold = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[\s_:-]+/g, " ")
    .trim();
