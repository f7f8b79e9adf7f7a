import { delegate, getElement } from "../../base/dom.js";
import { errorMessage } from "../../base/i18n.js";
import { findChat, readSeq } from "../chats/chat-element.js";
import { pickEmoji } from "../pick-emoji.js";
import type { SendRequest } from "../socket.js";
import { showToast } from "../toast.js";
import { closeTools, startMessageTools } from "./message-tools.js";
import { beginPress } from "./own-reactions.js";
import { drawReactions, isOwn, readReactions, updateReactions } from "./reaction-row.js";

export function startReactions(sendRequest: SendRequest): void {
  const list = getElement("[data-chats]");
  startMessageTools(list);
  delegate(list, "submit", "[data-react]", (form, event) => {
    event.preventDefault();
    const { submitter } = event as SubmitEvent;
    if (submitter instanceof HTMLButtonElement) void toggle(findChat(form), submitter.value, sendRequest);
  });
  delegate(list, "click", "[data-more-emoji]", (button) => void reactWithAny(button, sendRequest));
}

async function toggle(chat: HTMLElement, emoji: string, sendRequest: SendRequest): Promise<void> {
  const seq = readSeq(chat);
  const on = !isOwn(chat, emoji);
  const endPress = beginPress(seq, emoji, on);
  closeTools(chat);
  drawReactions(chat, readReactions(chat));
  const answer = await sendRequest("react", { seq, emoji, on });
  endPress(answer.ok);
  // An edit draws the message anew.
  const now = document.getElementById(chat.id);
  if (!answer.ok) {
    showToast(errorMessage(answer.error.code));
    if (now) drawReactions(now, readReactions(now));
    return;
  }
  const { reactions = [], change = 0 } = answer.data;
  if (now && !updateReactions(now, { reactions, change })) drawReactions(now, readReactions(now));
}

async function reactWithAny(button: HTMLElement, sendRequest: SendRequest): Promise<void> {
  const emoji = await pickEmoji(button);
  const chat = document.getElementById(findChat(button).id);
  if (emoji && chat && !isOwn(chat, emoji)) await toggle(chat, emoji, sendRequest);
}
