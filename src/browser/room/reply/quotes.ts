import type { Chat } from "../../../shared/events.js";
import { delegate, findAll, getElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { renderTemplate } from "../../base/templates.js";
import { updateInPlace } from "../../elements/update-in-place.js";
import { keepScrollPosition } from "../chats/scroll.js";
import { pageData } from "../page-data.js";
import type { ChatSocket } from "../socket.js";
import { showToast } from "../toast.js";

/** Leads from a quote to its original. */
export function startQuotes(socket: ChatSocket, goToChat: (seq: number) => Promise<boolean>): void {
  delegate(getElement(".talk"), "click", "[data-quote]", async (quote, event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (!(await goToChat(Number(quote.dataset.quote)))) showToast(t("reply.notFound"));
  });
  const linked = /^#chat-(\d+)$/.exec(location.hash)?.[1];
  if (linked) socket.once("welcome", () => void goToChat(Number(linked)));
}

/** Quotes may be on the page while their original is not. */
export function updateQuotes(chat: Chat): void {
  const quotes = findAll(`[data-chats] [data-quote="${chat.seq}"]`);
  if (!quotes.length) return;
  const { seq, name, user } = chat;
  const quote = chat.removedAt ? { seq, removed: true } : { seq, name, user, chat: chat.chat, gif: chat.gif };
  const props = { quote, chat: { hasTools: !pageData.isSpectator } };
  keepScrollPosition(() => {
    for (const old of quotes) updateInPlace(old, renderTemplate("partials/quote.njk", props));
  });
}
