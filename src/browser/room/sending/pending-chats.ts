import { startsGroup } from "../../../shared/render/chat-props.js";
import { need, on } from "../../base/dom.js";
import { sentenceFor, t } from "../../base/i18n.js";
import { drawChat, spokenIn } from "../chats/chat-element.js";
import { keepPlace, toEnd } from "../chats/scroll.js";
import { place } from "../page-data.js";
import type { Letter, Outbox } from "./outbox.js";

const list = need("[data-chats]");

const find = (clientId: string) =>
  list.querySelector<HTMLElement>(`[data-waiting="${CSS.escape(clientId)}"]`);

/** Draws what is not yet stored at the end of the stream, each with what became of it. */
export function showWaiting(letter: Letter, connected: boolean): void {
  const old = find(letter.clientId);
  const before = spokenIn(old ? old.previousElementSibling : list.lastElementChild);
  const { id, color, name } = place.me;
  const chat = {
    ...{ room: place.room, seq: 0, clientId: letter.clientId, author: id, user: color, name },
    ...{ chat: letter.chat, createdAt: letter.writtenAt },
  };
  const state = letter.refused
    ? ({ state: "failed", stateIcon: "warn", stateText: failure(letter.refused) } as const)
    : ({
        state: "pending",
        stateIcon: "clock",
        // The clock in the place of the mark says it while the connection is there.
        ...(!connected && { stateText: t("send.waiting") }),
      } as const);
  const drawn = drawChat(chat, startsGroup(chat, before), state);
  drawn.dataset.waiting = letter.clientId;
  // A screen reader hears it once, when it is really said.
  drawn.setAttribute("aria-live", "off");
  if (old) old.replaceWith(drawn);
  else keepPlace(() => list.append(drawn));
}

const failure = (code: string): string => t("send.failed", { reason: sentenceFor(code) });

export function removeWaiting(clientId: string): void {
  find(clientId)?.remove();
}

/** What waits from before a reload: shown again, unless the server has drawn it already. */
export function showLeftOver(outbox: Outbox): void {
  for (const { clientId } of [...outbox.letters]) {
    if (list.querySelector(`[data-client="${CSS.escape(clientId)}"]`)) outbox.drop(clientId);
  }
  for (const letter of outbox.letters) showWaiting(letter, false);
  if (outbox.letters.length) toEnd();
}

export function offerAgain(outbox: Outbox): void {
  on(list, "click", "[data-again]", (button) => {
    outbox.again(button.closest<HTMLElement>("[data-waiting]")?.dataset.waiting ?? "");
  });
  on(list, "click", "[data-discard]", (button) => {
    const waiting = button.closest<HTMLElement>("[data-waiting]");
    outbox.drop(waiting?.dataset.waiting ?? "");
    waiting?.remove();
    need("#say").focus();
  });
}
