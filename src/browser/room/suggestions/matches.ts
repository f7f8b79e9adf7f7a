import type { SeatedMember } from "../../../shared/events.js";
import { fold } from "../../../shared/fold.js";
import type { Emoji } from "../../emoji/emoji-list.js";

const MAX_SHOWN = 8;
const NOT_LETTERS = /[^\p{L}\p{M}\p{N}]+/u;

interface Ranked<T> {
  one: T;
  /** Lower is better; `undefined` for no match. */
  rank: number | undefined;
}

const best = <T>(all: Ranked<T>[]): T[] =>
  all
    .filter(({ rank }) => rank !== undefined)
    .sort((a, b) => a.rank! - b.rank!)
    .slice(0, MAX_SHOWN)
    .map(({ one }) => one);

interface Members {
  members: SeatedMember[];
  me: string;
  isMuted: (id: string) => boolean;
}

/** By the beginning of the name or, while it is one word, of any word in it; who is away or muted comes last. */
export function matchMembers({ members, me, isMuted }: Members, query: string): SeatedMember[] {
  const wanted = fold(query);
  const others = members.filter(({ id }) => id !== me);
  const found = best(
    others.map((one) => {
      const rank = rankName(fold(one.name), wanted);
      const isLast = one.away || isMuted(one.id);
      return { one, rank: rank === undefined ? undefined : rank + (isLast ? 2 : 0) };
    }),
  );
  // The name is written out: Enter sends the message.
  return found.length === 1 && fold(found[0]!.name) === wanted ? [] : found;
}

function rankName(name: string, wanted: string): number | undefined {
  if (name.startsWith(wanted)) return 0;
  return name.split(NOT_LETTERS).some((word) => word.startsWith(wanted)) ? 1 : undefined;
}

export interface NamedEmoji {
  emoji: Emoji;
  shortName: string;
}

export function matchShortNames(list: Emoji[], query: string): NamedEmoji[] {
  const wanted = query.toLowerCase();
  return best(
    list.flatMap((emoji) => {
      const names = emoji.shortNames.map((shortName) => ({
        one: { emoji, shortName },
        rank: rankShortName(shortName, wanted, emoji),
      }));
      const [found] = names.filter(({ rank }) => rank !== undefined).sort((a, b) => a.rank! - b.rank!);
      return found ?? [];
    }),
  );
}

/** Of names that begin so, the shortest is nearest; the two letters of a country seldom mean its flag. */
function rankShortName(name: string, wanted: string, { group }: Emoji): number | undefined {
  const place = name.indexOf(wanted);
  if (place < 0) return undefined;
  const isWord = place > 0 && "_-".includes(name[place - 1]!);
  const isLast = group === "flags" && name.length === 2;
  return (isLast ? 3000 : place === 0 ? 0 : isWord ? 1000 : 2000) + name.length;
}

export const findShortName = (list: Emoji[], name: string): Emoji | undefined =>
  list.find(({ shortNames }) => shortNames.includes(name.toLowerCase()));
