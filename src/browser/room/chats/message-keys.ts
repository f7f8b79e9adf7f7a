import { findAll, getElement, isComposing } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { scroller } from "./scroll.js";

const list = getElement("[data-chats]");

/** Arrows lead from message to message, and Tab to what one can do with it. */
export function startMessageKeys(): void {
  scroller.addEventListener("keydown", onKey);
}

function onKey(event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || isComposing(event)) return;
  if (target.closest("input, textarea, select, dialog")) return;
  const chats = findAll(":scope > .chat", list);
  const next = findNext(event.key, chats, target.closest<HTMLElement>("[data-chats] > .chat"));
  if (!next) return;
  event.preventDefault();
  next.tabIndex = -1;
  // Without a name, some screen readers announce a list item only.
  next.setAttribute("aria-label", toSpokenText(next));
  next.addEventListener("blur", () => next.removeAttribute("aria-label"), { once: true });
  next.focus();
}

function toSpokenText(chat: HTMLElement): string {
  const author = chat.matches(".mine") ? t("chat.byYou") : (chat.dataset.name ?? "");
  const said = chat.querySelector<HTMLElement>(":scope > .said")?.innerText;
  const parts = [said?.trim() || chat.querySelector("img")?.alt, ...findAll(".pill", chat).map(toText)];
  return `${author}: ${parts.filter(Boolean).join(" · ")}`;
}

const toText = ({ textContent }: Node): string => textContent ?? "";

function findNext(key: string, chats: HTMLElement[], from: HTMLElement | null): HTMLElement | undefined {
  if (key === "Home") return chats[0];
  if (key === "End") return chats.at(-1);
  if (key !== "ArrowUp" && key !== "ArrowDown") return undefined;
  if (!from) return findLastInSight(chats);
  return chats[chats.indexOf(from) + (key === "ArrowUp" ? -1 : 1)];
}

function findLastInSight(chats: HTMLElement[]): HTMLElement | undefined {
  const { bottom } = scroller.getBoundingClientRect();
  return chats.findLast((chat) => chat.getBoundingClientRect().top < bottom);
}
