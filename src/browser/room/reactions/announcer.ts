import type { Reaction } from "../../../shared/events.js";
import { findNewReactors } from "../../../shared/reactions/shown-reactions.js";
import { getElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { pageData } from "../page-data.js";
import { isMuted } from "../people/mutes.js";
import { findName } from "../people/names.js";

const PAUSE_MS = 5000;
const NAMED = 3;

const names = new Set<string>();
const emoji = new Set<string>();
let isPausing = false;

/** Of reactions to the visitor's own messages. Many at once are one sentence, and never come faster than one reads. */
export function announceReactions(before: readonly Reaction[], after: readonly Reaction[]): void {
  for (const fresh of findNewReactors(before, after)) {
    const others = fresh.members.filter((id) => id !== pageData.me.id && !isMuted(id));
    for (const name of others.flatMap((id) => findName(id) ?? [])) {
      names.add(name);
      emoji.add(fresh.emoji);
    }
  }
  if (!isPausing) announce();
}

function announce(): void {
  isPausing = names.size > 0;
  if (!isPausing) return;
  const named = [...names].slice(0, NAMED);
  const count = names.size - named.length;
  getElement("[data-reacted-said]").textContent = count
    ? t("react.toldMany", { names: named, count })
    : t("react.told", { names: named, emoji: [...emoji].join(" ") });
  names.clear();
  emoji.clear();
  setTimeout(announce, PAUSE_MS);
}
