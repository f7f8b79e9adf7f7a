import { findAll, getElement, isComposing } from "../../base/dom.js";
import { scroller } from "./scroll.js";

const CONTROLS = ":scope > .tools > summary, :scope > .reactions button";

const list = getElement("[data-chats]");
/** The message whose controls Tab comes to: the newest, or the one that has the focus. */
let current: Element | undefined;

/** With fifty messages, a visitor with a keyboard does not want fifty tabs: arrows lead from one to another. */
export function startMessageKeys(): void {
  updateTabStops([...list.children]);
  new MutationObserver((changes) => {
    updateTabStops(changes.flatMap(({ addedNodes }) => [...addedNodes] as Element[]));
  }).observe(list, { childList: true });
  list.addEventListener("focusin", ({ target }) =>
    setCurrent((target as Element).closest(".chat[data-seq]")),
  );
  scroller.addEventListener("keydown", onKey);
}

function updateTabStops(added: Element[]): void {
  for (const chat of added) setTabStops(chat);
  const hasFocus = current?.isConnected && list.contains(document.activeElement);
  if (!hasFocus) setCurrent(findAll(":scope > .chat[data-seq]", list).at(-1));
}

function setCurrent(chat: Element | null | undefined): void {
  if (!chat || chat === current) return;
  const before = current;
  current = chat;
  if (before) setTabStops(before);
  setTabStops(chat);
}

export function setTabStops(chat: Element): void {
  for (const control of chat.querySelectorAll<HTMLElement>(CONTROLS))
    control.tabIndex = chat === current ? 0 : -1;
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
  next.focus();
}

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
