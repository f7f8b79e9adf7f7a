import type { Reaction } from "../../../shared/events.js";
import { type ShownReaction, toShownReactions } from "../../../shared/reactions/shown-reactions.js";
import { pageData } from "../page-data.js";

interface Press {
  on: boolean;
}

/** By seq. The server lists the first members only, so the page remembers what it was told of its own. */
const stored = new Map<number, Set<string>>();
const wanted = new Map<number, Map<string, Press>>();

export function toShown(seq: number, reactions: readonly Reaction[] | undefined): ShownReaction[] {
  const underWay = [...(wanted.get(seq) ?? [])].map(([emoji, { on }]) => [emoji, on] as const);
  return toShownReactions(reactions, {
    id: pageData.me.id,
    stored: stored.get(seq) ?? new Set(),
    wanted: new Map(underWay),
  });
}

export function beginPress(seq: number, emoji: string, on: boolean): (isStored: boolean) => void {
  const presses = wanted.get(seq) ?? new Map<string, Press>();
  const press = { on };
  wanted.set(seq, presses.set(emoji, press));
  return (isStored) => {
    if (isStored) remember(seq, emoji, on);
    // Pressed again meanwhile, the later press decides.
    if (presses.get(emoji) !== press) return;
    presses.delete(emoji);
    if (!presses.size) wanted.delete(seq);
  };
}

function remember(seq: number, emoji: string, on: boolean): void {
  const known = stored.get(seq) ?? new Set();
  stored.set(seq, known);
  if (on) known.add(emoji);
  else known.delete(emoji);
}
