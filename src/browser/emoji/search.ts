import { type Named, searchByName, toNamed } from "../elements/search-by-name.js";
import type { Emoji, EmojiName } from "./emoji-list.js";

/** Folds all names at the first search, and no more at each letter typed. */
export function createSearch(list: Emoji[], names: Map<string, EmojiName>): (query: string) => Emoji[] {
  let entries: Named<Emoji>[] | undefined;
  return (query) => {
    entries ??= list.map((one) => {
      const { name, words } = names.get(one.emoji) ?? { name: "", words: "" };
      return toNamed(one, [name, ...one.shortNames], { words, sign: one.emoji });
    });
    return searchByName(entries, query);
  };
}
