import type { Chat } from "../../../shared/events.js";
import { toBeginning } from "../../../shared/render/rich-text.js";
import { delegate, findAll, getElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { renderTemplate } from "../../base/templates.js";
import { updateInPlace } from "../../elements/update-in-place.js";
import { keepScrollPosition } from "../chats/scroll.js";
import { pageData } from "../page-data.js";
import type { ChatSocket } from "../socket.js";
import { showToast } from "../toast.js";
import { ShownChanges } from "./shown-changes.js";

export function startQuotes(socket: ChatSocket, goToChat: (seq: number) => Promise<boolean>): void {
  delegate(getElement(".talk"), "click", "[data-quote]", async (quote, event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (!(await goToChat(Number(quote.dataset.quote)))) showToast(t("reply.notFound"));
  });
  const [, addressed] = /^#chat-(\d+)$/.exec(location.hash) ?? [];
  if (!addressed) return;
  // With scripts, a link of the search page leads here.
  history.replaceState(history.state, "", location.pathname + location.search);
  socket.once("welcome", () => void goToChat(Number(addressed)));
}

const shownChanges = new ShownChanges();

/** The original may be off the page: then its quotes are not. */
export function updateQuotes(chat: Chat): void {
  const quotes = findAll(`[data-chats] [data-quote="${chat.seq}"]`);
  const { seq, name, user, change = 0 } = chat;
  if (!shownChanges.accept(seq, change) || !quotes.length) return;
  const text = chat.chat === undefined ? undefined : toBeginning(chat.chat);
  const quote = chat.removedAt ? { seq, removed: true } : { seq, name, user, chat: text, gif: chat.gif };
  const props = { quote, chat: { hasTools: !pageData.isSpectator } };
  keepScrollPosition(() => {
    for (const old of quotes) updateInPlace(old, renderTemplate("partials/quote.njk", props));
  });
}
