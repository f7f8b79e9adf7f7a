import { findAll, getElement } from "../../base/dom.js";

const CONTROLS = ":scope > .tools > summary, :scope > .reactions button";

const list = getElement("[data-chats]");
let current: Element | undefined;

/** With fifty messages, a visitor with a keyboard does not want fifty tabs. */
export function startTabStops(): void {
  updateTabStops([...list.children]);
  new MutationObserver((changes) => {
    const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
    updateTabStops(added.filter((node) => node instanceof Element));
  }).observe(list, { childList: true });
  list.addEventListener("focusin", ({ target }) =>
    setCurrent((target as Element).closest(".chat[data-seq]")),
  );
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
