import type { Reaction } from "../events.js";

export interface ShownReaction extends Reaction {
  own: boolean;
  /** With the visitor's own that the server does not count yet. */
  shown: number;
}

/** The visitor's own reactions to a chat, as far as the page knows them. */
export interface OwnReactions {
  id: string;
  /** Stored, though the list of members may be too short to name the visitor. */
  stored?: ReadonlySet<string>;
  /** Under way: whether the visitor wants it or takes it back. */
  wanted?: ReadonlyMap<string, boolean>;
}

export function toShownReactions(
  reactions: readonly Reaction[] = [],
  { id, stored, wanted }: OwnReactions,
): ShownReaction[] {
  const known = new Set(reactions.map(({ emoji }) => emoji));
  const fresh = [...(wanted ?? [])].filter(([emoji, on]) => on && !known.has(emoji));
  const all = [...reactions, ...fresh.map(([emoji]) => ({ emoji, count: 0, members: [] }))];
  return all
    .map((reaction) => {
      const counted = isCounted(reaction, id, stored);
      const own = wanted?.get(reaction.emoji) ?? counted;
      return { ...reaction, own, shown: reaction.count + Number(own) - Number(counted) };
    })
    .filter(({ shown }) => shown > 0);
}

/** Whether `count` holds the visitor. What the page remembers matters only where the server lists not all. */
function isCounted({ emoji, count, members }: Reaction, id: string, stored?: ReadonlySet<string>): boolean {
  return members.includes(id) || (count > members.length && (stored?.has(emoji) ?? false));
}

/** Those who have reacted since, without those whom the list has no room for. */
export function findNewReactors(
  before: readonly Reaction[],
  after: readonly Reaction[],
): { emoji: string; members: string[] }[] {
  return after.flatMap(({ emoji, members }) => {
    const known = before.find((one) => one.emoji === emoji)?.members ?? [];
    const fresh = members.filter((id) => !known.includes(id));
    return fresh.length ? [{ emoji, members: fresh }] : [];
  });
}
