import { delegate, findAll, isComposing } from "../../base/dom.js";
import { closeMenu } from "../../base/menus.js";
import { findChat } from "../chats/chat-element.js";
import { keepInPlace, scroller } from "../chats/scroll.js";
import { onLongPress } from "./long-press.js";
import { markQuickReactions } from "./reaction-row.js";

/** Above the end of the list, where the way to the newest lies over it. */
const COVERED_PX = 56;
const PRESSED = ".chat[data-seq] > .said";

export function startMessageTools(list: HTMLElement): void {
  // `toggle` does not bubble.
  list.addEventListener("toggle", ({ target }) => onToggle(target as HTMLElement), { capture: true });
  delegate(list, "click", ".tools > summary", (summary, event) => {
    event.preventDefault();
    const chat = findChat(summary);
    if (chat.querySelector(":scope > .tools[open]")) closeTools(chat);
    else openTools(chat);
  });
  document.addEventListener("click", ({ target }) => closeElsewhere(target as Element));
  document.addEventListener("keydown", closeByKey);
  onLongPress(list, PRESSED, (said) => openTools(findChat(said)));
}

/** One at a time, so that the list stays calm; what is being typed stays open. */
function onToggle(tools: HTMLElement): void {
  if (!tools.matches(".tools")) return;
  const chat = findChat(tools);
  const isOpen = tools.matches("[open]");
  chat.classList.toggle("opened", isOpen);
  if (!isOpen) return;
  markQuickReactions(chat);
  for (const other of findOpened()) if (other !== chat) closeTools(other, chat);
}

/** Keeps the message under the pointer: the list grows upwards. */
function openTools(chat: HTMLElement): void {
  const tools = chat.querySelector<HTMLDetailsElement>(":scope > .tools");
  if (tools)
    keepInPlace(chat, () => {
      tools.open = true;
    });
}

export function closeTools(chat: HTMLElement, anchor = chat): void {
  const tools = chat.querySelector<HTMLDetailsElement>(":scope > .tools[open]");
  if (tools && !chat.matches(".editing")) keepInPlace(anchor, () => closeMenu(tools));
}

const findOpened = (): HTMLElement[] => findAll(".tools[open]", scroller).map(findChat);

function closeElsewhere(target: Element): void {
  if (target.closest("dialog")) return;
  const pressed = target.closest<HTMLElement>("[data-chats] > *");
  for (const chat of findOpened())
    if (target === chat || !chat.contains(target)) closeTools(chat, pressed ?? chat);
}

function closeByKey(event: KeyboardEvent): void {
  if (event.key !== "Escape" || event.defaultPrevented || isComposing(event)) return;
  if (document.querySelector("dialog[open]")) return;
  const hadFocus = document.activeElement !== document.body;
  for (const chat of findOpened()) {
    closeTools(chat);
    if (!hadFocus) chat.querySelector<HTMLElement>(":scope > .tools:not([open]) > summary")?.focus();
  }
}

export function areToolsAtEnd(): boolean {
  const { bottom } = scroller.getBoundingClientRect();
  return findAll(".tools[open]", scroller).some((tools) => {
    const box = tools.getBoundingClientRect();
    return box.top < bottom && box.bottom > bottom - COVERED_PX;
  });
}
