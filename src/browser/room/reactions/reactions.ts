import { delegate, getElement } from "../../base/dom.js";
import { errorMessage } from "../../base/i18n.js";
import { closeMenu } from "../../base/menus.js";
import { readSeq } from "../chats/chat-element.js";
import { keepInPlace } from "../chats/scroll.js";
import type { SendRequest } from "../socket.js";
import { showToast } from "../toast.js";
import { onLongPress } from "./long-press.js";
import { beginPress } from "./own-reactions.js";
import { drawReactions, isOwn, markQuickReactions, readReactions, updateReactions } from "./reaction-row.js";

const PRESSED = ".chat[data-seq] > .said";

export function startReactions(sendRequest: SendRequest): void {
  const list = getElement("[data-chats]");
  delegate(list, "submit", "[data-react]", (form, event) => {
    event.preventDefault();
    const { submitter } = event as SubmitEvent;
    if (submitter instanceof HTMLButtonElement) void toggle(findChat(form), submitter.value, sendRequest);
  });
  delegate(list, "click", "[data-more-emoji]", (button) => void pickEmoji(button, sendRequest));
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

async function toggle(chat: HTMLElement, emoji: string, sendRequest: SendRequest): Promise<void> {
  const seq = readSeq(chat);
  const on = !isOwn(chat, emoji);
  const endPress = beginPress(seq, emoji, on);
  closeTools(chat);
  drawReactions(chat, readReactions(chat));
  const answer = await sendRequest("react", { seq, emoji, on });
  endPress(answer.ok);
  if (!answer.ok) showToast(errorMessage(answer.error.code));
  // An edit draws the message anew.
  const now = document.getElementById(chat.id);
  if (!now) return;
  const { reactions = [], change = 0 } = answer.ok ? answer.data : { change: -1 };
  if (!updateReactions(now, { reactions, change })) drawReactions(now, readReactions(now));
}

async function pickEmoji(button: HTMLElement, sendRequest: SendRequest): Promise<void> {
  const { openEmojiPicker } = await import("../../emoji/picker.js");
  const emoji = await openEmojiPicker(button);
  const chat = document.getElementById(findChat(button).id);
  if (emoji && chat && !isOwn(chat, emoji)) await toggle(chat, emoji, sendRequest);
}

/** One at a time, so that the list stays calm; what is being typed stays open. */
function onToggle(tools: HTMLElement): void {
  if (!tools.matches(".tools")) return;
  const chat = findChat(tools);
  const isOpen = tools.matches("[open]");
  chat.classList.toggle("opened", isOpen);
  if (!isOpen) return;
  markQuickReactions(chat);
  for (const other of getElement("[data-chats]").querySelectorAll<HTMLElement>(".chat.opened:not(.editing)"))
    if (other !== chat) closeTools(other);
}

/** What one points at stays where it is, though the list ends at its bottom. */
function openTools(chat: HTMLElement): void {
  const tools = chat.querySelector<HTMLDetailsElement>(":scope > .tools");
  if (tools)
    keepInPlace(chat, () => {
      tools.open = true;
    });
}

function closeTools(chat: HTMLElement): void {
  const tools = chat.querySelector<HTMLDetailsElement>(":scope > .tools[open]");
  if (tools && !chat.matches(".editing")) keepInPlace(chat, () => closeMenu(tools));
}

const findChat = (within: HTMLElement): HTMLElement => within.closest<HTMLElement>(".chat")!;
