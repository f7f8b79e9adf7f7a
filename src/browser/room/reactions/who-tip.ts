import { toWhoReacted } from "../../../shared/reactions/who-reacted.js";
import { createElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { readSeq } from "../chats/chat-element.js";
import { pageData } from "../page-data.js";
import { findName } from "../people/names.js";
import { toShown } from "./own-reactions.js";
import { toReaction } from "./reaction-row.js";

const GAP_PX = 6;

const tip = createElement("p", {
  class: "who-reacted",
  id: "who-reacted",
  role: "tooltip",
  popover: "manual",
});
document.body.append(tip);
let described: HTMLElement | undefined;

export function showTip(pill: HTMLElement): void {
  hideTip();
  described = pill;
  tip.textContent = whoReacted(pill);
  pill.setAttribute("aria-describedby", tip.id);
  tip.showPopover();
  place(pill.getBoundingClientRect());
}

export function hideTip(): void {
  described?.removeAttribute("aria-describedby");
  described = undefined;
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
  const reaction = toReaction(pill);
  const all = toShown(readSeq(pill.closest(".chat")!), [reaction]);
  const shown = all.find(({ emoji }) => emoji === reaction.emoji);
  return shown ? toWhoReacted(shown, { nameOf: findName, me: pageData.me.id }, t) : "";
}
