import { fold } from "../../shared/fold.js";

const NO_MATCH = 9;

export interface Named<T> {
  one: T;
  titles: string[];
  text: string;
  sign: string;
}

export function toNamed<T>(one: T, names: string[], { words = "", sign = "" } = {}): Named<T> {
  const titles = names.map(foldName);
  return { one, titles, sign, text: ` ${[...titles, foldName(words)].join(" ")}` };
}

/** Best first; those that match alike stay in their order. */
export function searchByName<T>(entries: Named<T>[], query: string): T[] {
  const wanted = foldName(query);
  if (!wanted) return [];
  return entries
    .map((entry) => ({ one: entry.one, rank: rank(entry, wanted) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort((a, b) => a.rank - b.rank)
    .map(({ one }) => one);
}

/** The whole name, then its beginning, then the beginning of any word, then any part of one. */
function rank({ sign, titles, text }: Named<unknown>, wanted: string): number {
  if (sign === wanted || titles.includes(wanted)) return 0;
  if (titles.some((title) => title.startsWith(wanted))) return 1;
  const terms = wanted.split(" ");
  if (terms.every((term) => text.includes(` ${term}`))) return 2;
  return terms.every((term) => (term.length > 1 || HAN.test(term)) && text.includes(term)) ? 3 : NO_MATCH;
}

/** "cafe" finds "café", and Arabic is found without hamza and vowels. Marks of other scripts make other letters. */
const LEFT_OUT = /(?<=[\p{Script=Latin}\p{Script=Arabic}])[\p{M}\u0640]+/gu;
const HAN = /\p{Script=Han}/u;

const foldName = (text: string): string =>
  fold(fold(text).normalize("NFD").replaceAll(LEFT_OUT, "").replaceAll("œ", "oe").replaceAll("’", "'"))
    .replaceAll(/[\s_:-]+/g, " ")
    .trim();
