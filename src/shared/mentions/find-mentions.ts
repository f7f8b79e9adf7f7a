import { fold } from "../fold.js";

const AT = /(?<![\p{L}\p{N}])[@＠]/gu;
const LETTER = /^[\p{L}\p{M}\p{N}_]/u;
/** After these, particles and other words follow without a space. */
const UNSPACED = /[\p{sc=Hangul}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]$/u;
const MAX_SIGNS = 50;
const MAX_LENGTH = 400;

interface Mention {
  /** Of the `@`. */
  index: number;
  /** Folded. */
  name: string;
}

/** Where one of these names, which are folded, stands after an `@`. They may have spaces, so the longest that fits counts. */
export function findMentions(text: string, names: readonly string[]): Mention[] {
  const signs = [...text.matchAll(AT)].slice(0, MAX_SIGNS);
  if (!signs.length) return [];
  const longestFirst = [...new Set(names)].sort((a, b) => b.length - a.length);
  return signs.flatMap(({ index }) => {
    const rest = fold(text.slice(index + 1, index + 1 + MAX_LENGTH));
    const isMeant = (name: string) =>
      rest.startsWith(name) && (UNSPACED.test(name) || !LETTER.test(rest.slice(name.length)));
    const name = longestFirst.find(isMeant);
    return name === undefined ? [] : { index, name };
  });
}

interface Part {
  text: string;
  isMention: boolean;
}

/** The whole text, in parts: those that mention somebody of these names, and those between. */
export function splitMentions(text: string, names: readonly string[]): Part[] {
  const parts: Part[] = [];
  let from = 0;
  const push = (to: number, isMention: boolean) => {
    if (to > from) parts.push({ text: text.slice(from, to), isMention });
    from = Math.max(from, to);
  };
  for (const { index, name } of findMentions(text, names.map(fold))) {
    const end = findEnd(text, index + 1, name);
    if (index < from || !end) continue;
    push(index, false);
    push(end, true);
  }
  push(text.length, false);
  return parts;
}

/** Folding can change the length of a name: a letter may be written as up to three characters. */
function findEnd(text: string, start: number, name: string): number | undefined {
  const last = Math.min(text.length, start + 4 * name.length);
  for (let end = start + 1; end <= last; end++)
    if (fold(text.slice(start, end)) === name && !/^\p{M}/u.test(text.slice(end, end + 2))) return end;
  return undefined;
}
