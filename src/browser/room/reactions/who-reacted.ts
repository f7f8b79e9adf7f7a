import { toShownReactions } from "../../../shared/reactions/shown-reactions.js";
import { toWhoReacted } from "../../../shared/reactions/who-reacted.js";
import { createElement, delegate, getElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { readSeq } from "../chats/chat-element.js";
import { scroller } from "../chats/scroll.js";
import { pageData } from "../page-data.js";
import { findName } from "../people/names.js";
import { onLongPress } from "./long-press.js";
import { toShown } from "./own-reactions.js";
import { toReaction } from "./reaction-row.js";

const PILL = ".reaction";
const REST_MS = 300;
const GAP_PX = 6;

const tip = createElement("p", {
  class: "who-reacted",
  id: "who-reacted",
  role: "tooltip",
  popover: "manual",
});
let pointed: HTMLElement | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** On hover, on focus, and by a long press. */
export function startWhoReacted(): void {
  const list = getElement("[data-chats]");
  document.body.append(tip);
  // Also when what the pointer was on is gone: then it is over something else.
  document.addEventListener("pointerover", ({ target, pointerType }) => {
    const pill = (target as Element).closest<HTMLElement>(PILL);
    if (pill === pointed && pill) return;
    hide();
    if (pill && pointerType === "mouse")
      timer = setTimeout(() => pill.matches(":hover") && show(pill), REST_MS);
  });
  delegate(list, "focusin", PILL, (pill) => {
    if (pill.matches(":focus-visible")) show(pill);
  });
  delegate(list, "focusout", PILL, (pill) => pill === pointed && hide());
  scroller.addEventListener("scroll", () => pointed && hide(), { passive: true });
  document.addEventListener("pointerdown", hide);
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") hide();
  });
  onLongPress(list, PILL, show);
}

function show(pill: HTMLElement): void {
  hide();
  if (!pill.isConnected) return;
  pointed = pill;
  tip.textContent = whoReacted(pill);
  pill.setAttribute("aria-describedby", tip.id);
  tip.showPopover();
  place(pill.getBoundingClientRect());
}

function hide(): void {
  clearTimeout(timer);
  pointed?.removeAttribute("aria-describedby");
  pointed = undefined;
  if (tip.matches(":popover-open")) tip.hidePopover();
}

function place(pill: DOMRect): void {
  const { width, height } = tip.getBoundingClientRect();
  const above = pill.top - height - GAP_PX;
  const left = pill.left + (pill.width - width) / 2;
  tip.style.top = `${above < GAP_PX ? pill.bottom + GAP_PX : above}px`;
  tip.style.left = `${Math.max(GAP_PX, Math.min(left, innerWidth - width - GAP_PX))}px`;
}

function whoReacted(pill: HTMLElement): string {
  const chat = pill.closest<HTMLElement>(".chat")!;
  const reaction = toReaction(pill);
  const me = pageData.me.id;
  const [shown] = toShown(readSeq(chat), [reaction]).filter(({ emoji }) => emoji === reaction.emoji);
  return toWhoReacted(shown ?? toShownReactions([reaction], { id: me })[0]!, { nameOf: findName, me }, t);
}
