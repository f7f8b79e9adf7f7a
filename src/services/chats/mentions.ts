import { fold } from "../../lib/fold.js";
import type { Member } from "../../shared/events.js";

export const MAY_MENTION = /[@＠]/;
const AT = /(?<![\p{L}\p{N}])[@＠]/gu;
const LETTER = /^[\p{L}\p{M}\p{N}_]/u;
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
    const isMeant = (name: string) => rest.startsWith(name) && !LETTER.test(rest.slice(name.length));
    const member = longestFirst.find(({ name }) => isMeant(name));
    if (member) mentioned.add(member.id);
  }
  return [...mentioned];
}
