import type { Member } from "../../shared/events.js";
import { fold } from "../../shared/fold.js";

export const MAY_MENTION = /[@＠]/;
const AT = /(?<![\p{L}\p{N}])[@＠]/gu;
const LETTER = /^[\p{L}\p{M}\p{N}_]/u;
/** After these, particles and other words follow without a space. */
const UNSPACED = /[\p{sc=Hangul}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]$/u;
const MAX_SIGNS = 50;
const MAX_LENGTH = 400;

/** The ids of the members whose `@name` stands in the text. Names may have spaces, so the longest that fits counts. */
export function mentionsIn(text: string, members: readonly Member[]): string[] {
  const signs = [...text.matchAll(AT)].slice(0, MAX_SIGNS);
  if (!signs.length) return [];
  const longestFirst = members
    .map(({ id, name }) => ({ id, name: fold(name) }))
    .sort((a, b) => b.name.length - a.name.length);
  const mentioned = new Set<string>();
  for (const { index } of signs) {
    const rest = fold(text.slice(index + 1, index + 1 + MAX_LENGTH));
    const isMeant = (name: string) =>
      rest.startsWith(name) && (UNSPACED.test(name) || !LETTER.test(rest.slice(name.length)));
    const found = longestFirst.find(({ name }) => isMeant(name));
    if (found) for (const { id, name } of longestFirst) if (name === found.name) mentioned.add(id);
  }
  return [...mentioned];
}
