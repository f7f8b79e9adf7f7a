import type { Reacted, Reaction } from "../../../shared/events.js";
import { findAll } from "../../base/dom.js";
import { renderTemplate } from "../../base/templates.js";
import { updateInPlace } from "../../elements/update-in-place.js";
import { readSeq } from "../chats/chat-element.js";
import { keepScrollPosition } from "../chats/scroll.js";
import { setTabStops } from "../chats/tab-stops.js";
import { pageData } from "../page-data.js";
import { toShown } from "./own-reactions.js";

type State = Pick<Reacted, "reactions" | "change">;

export function updateReactions(chat: HTMLElement, { reactions, change }: State): boolean {
  if (Number(chat.dataset.change ?? 0) > change) return false;
  chat.dataset.change = String(change);
  drawReactions(chat, reactions);
  return true;
}

export function drawReactions(chat: HTMLElement, reactions: Reaction[]): void {
  const seq = readSeq(chat);
  const shown = chat.querySelector(".removed") ? [] : toShown(seq, reactions);
  const old = chat.querySelector(":scope > .reactions");
  const props = { room: pageData.room, seq, reactions: shown, hasTools: !pageData.isSpectator };
  const row = shown.length ? renderTemplate("partials/reactions.njk", { chat: props }) : undefined;
  const replace = () => {
    if (!row) old?.remove();
    else if (old) updateInPlace(old, row);
    else chat.querySelector(":scope > .said")?.after(row);
  };
  // Measuring costs more than the rest, and a count that changes moves nothing.
  if (old?.childElementCount === row?.childElementCount) replace();
  else keepScrollPosition(replace);
  setTabStops(chat);
  markQuickReactions(chat);
}

export const readReactions = (chat: HTMLElement): Reaction[] =>
  findAll(":scope > .reactions [data-reacted]", chat)
    .map(toReaction)
    .filter(({ count }) => count > 0);

export const isOwn = (chat: HTMLElement, emoji: string): boolean =>
  toShown(readSeq(chat), readReactions(chat)).some((one) => one.emoji === emoji && one.own);

export function markQuickReactions(chat: HTMLElement): void {
  if (!chat.querySelector(":scope > .tools[open]")) return;
  for (const button of findAll<HTMLButtonElement>(".quick-reactions [name=emoji]", chat))
    button.setAttribute("aria-pressed", String(isOwn(chat, button.value)));
}

export const toReaction = (pill: HTMLElement): Reaction => ({
  emoji: pill instanceof HTMLButtonElement ? pill.value : (pill.dataset.emoji ?? ""),
  count: Number(pill.dataset.reacted),
  members: pill.dataset.members?.split(" ").filter(Boolean) ?? [],
});
