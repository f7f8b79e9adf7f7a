import { delegate, findAll } from "../../base/dom.js";
import { closeMenu } from "../../base/menus.js";
import { findChat } from "../chats/chat-element.js";
import { keepInPlace } from "../chats/scroll.js";
import { onLongPress } from "./long-press.js";
import { markQuickReactions } from "./reaction-row.js";

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
  for (const other of findAll("[data-chats] > .opened")) if (other !== chat) closeTools(other, chat);
}

/** What one points at stays where it is, though the list ends at its bottom. */
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
