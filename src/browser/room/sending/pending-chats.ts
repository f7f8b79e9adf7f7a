import { type ChatProps, startsGroup } from "../../../shared/render/chat-props.js";
import { delegate, getElement } from "../../base/dom.js";
import { errorMessage, t } from "../../base/i18n.js";
import { updateInPlace } from "../../elements/update-in-place.js";
import { createChatElement, readHeader } from "../chats/chat-element.js";
import { showDays } from "../chats/days.js";
import { keepScrollPosition, scrollToEnd } from "../chats/scroll.js";
import { focusComposer } from "../mobile-keyboard.js";
import { pageData } from "../page-data.js";
import { mayRetry } from "./may-retry.js";
import type { Outbox, PendingChat } from "./outbox.js";

const list = getElement("[data-chats]");

export function showPending(pending: PendingChat, connected: boolean): void {
  const old = findElement(pending.clientId);
  const before = readHeader(old ? old.previousElementSibling : list.lastElementChild);
  const { id, color, name } = pageData.me;
  const chat = {
    room: pageData.room,
    seq: 0,
    clientId: pending.clientId,
    author: id,
    user: color,
    name,
    chat: pending.chat,
    createdAt: pending.writtenAt,
  };
  const element = createChatElement(chat, startsGroup(chat, before), toStateProps(pending, connected));
  element.dataset.waiting = pending.clientId;
  // Screen readers should read the chat once, when it is stored.
  element.setAttribute("aria-live", "off");
  if (old) updateInPlace(old, element);
  else
    keepScrollPosition(() => {
      list.append(element);
      showDays();
    });
}

function toStateProps({ refused, replyTo }: PendingChat, connected: boolean): Partial<ChatProps> {
  const quote = replyTo && { replyTo };
  if (refused === "BAD_REPLY" && replyTo) {
    const stateText = t("send.failed", { reason: errorMessage(refused) });
    const removed = { replyTo: { seq: replyTo.seq, removed: true as const } };
    return { ...removed, state: "failed", stateIcon: "warn", stateText, mayRetry: true };
  }
  if (refused) {
    const stateText = t("send.failed", { reason: errorMessage(refused) });
    return { ...quote, state: "failed", stateIcon: "warn", stateText, mayRetry: mayRetry(refused) };
  }
  // While connected, the clock icon is enough.
  return {
    ...quote,
    state: "pending",
    stateIcon: "clock",
    stateText: connected ? undefined : t("send.waiting"),
  };
}

export function removePending(clientId: string): void {
  findElement(clientId)?.remove();
}

export function showRestored(outbox: Outbox): void {
  for (const { clientId } of [...outbox.pendingChats]) {
    if (list.querySelector(`[data-client="${CSS.escape(clientId)}"]`)) outbox.remove(clientId);
  }
  for (const pending of outbox.pendingChats) showPending(pending, false);
  if (outbox.pendingChats.length) scrollToEnd();
}

export function startRetryButtons(outbox: Outbox): void {
  delegate(list, "click", "[data-again]", (button) => {
    outbox.retry(button.closest<HTMLElement>("[data-waiting]")?.dataset.waiting ?? "");
    focusComposer();
  });
  delegate(list, "click", "[data-discard]", (button) => {
    const element = button.closest<HTMLElement>("[data-waiting]");
    outbox.remove(element?.dataset.waiting ?? "");
    element?.remove();
    showDays();
    focusComposer();
  });
}

function findElement(clientId: string): HTMLElement | null {
  return list.querySelector(`[data-waiting="${CSS.escape(clientId)}"]`);
}
