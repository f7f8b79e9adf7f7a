import { fold } from "../fold.js";
import { foldWithPlaces } from "../folded-text.js";

const AT = /(?<![\p{L}\p{N}])@/gu;
const LETTER = /^[\p{L}\p{M}\p{N}_]/u;
/** After these, particles and other words follow without a space. */
const UNSPACED = /[\p{sc=Hangul}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]$/u;
const MAX_SIGNS = 50;

interface Mention {
  name: string;
  start: number;
  end: number;
}

/** Where one of these names, which are folded, stands after an `@`. They may have spaces, so the longest that fits counts. */
export function findMentions(text: string, names: readonly string[]): Mention[] {
  const { folded, places } = foldWithPlaces(text);
  const longestFirst = [...new Set(names)].sort((a, b) => b.length - a.length);
  const isWhole = (name: string, end: number) =>
    places[end - 1] !== places[end] && (UNSPACED.test(name) || !LETTER.test(folded.slice(end, end + 2)));
  const signs = [...folded.matchAll(AT)].slice(0, MAX_SIGNS);
  return signs.flatMap(({ index }) => {
    const from = index + 1;
    const name = longestFirst.find((one) => folded.startsWith(one, from) && isWhole(one, from + one.length));
    if (!name) return [];
    return { name, start: places[index]!.start, end: places[index + name.length]!.end };
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
  for (const { start, end } of findMentions(text, names.map(fold))) {
    if (start < from) continue;
    push(start, false);
    push(end, true);
  }
  push(text.length, false);
  return parts;
}
