import type { Chat } from "../../../shared/events.js";
import type { ShownQuote } from "../../../shared/render/chat-props.js";
import { delegate, getElement, isComposing } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { tabStorage } from "../../base/safe-storage.js";
import { renderTemplate } from "../../base/templates.js";
import { pageData } from "../page-data.js";
import type { ChatSocket, SendRequest } from "../socket.js";
import { showToast } from "../toast.js";
import { findQuote, readQuote, unknownQuote } from "./read-quote.js";
import { startSwipeToReply } from "./swipe-to-reply.js";

const KEY = `reply:${pageData.room}:${pageData.me.id}`;
const ANSWERABLE = ".chat[data-seq]";

interface ReplyOptions {
  socket: ChatSocket;
  sendRequest: SendRequest;
  onStart: () => void;
}

/** Which message the next one answers. Kept like a draft, until it is sent or given up. */
export class ReplyMode {
  readonly #banner = getElement("[data-replying]");
  readonly #field = getElement<HTMLTextAreaElement>("#say");
  readonly #onStart: () => void;
  #quote: ShownQuote | undefined;

  constructor(options: ReplyOptions) {
    const { socket, onStart } = options;
    this.#onStart = onStart;
    const list = getElement("[data-chats]");
    delegate(list, "click", "[data-reply]", (link, event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      this.#start(link);
    });
    delegate(list, "keydown", ANSWERABLE, (chat, event) => {
      if (!isReplyKey(event)) return;
      event.preventDefault();
      this.#start(chat);
    });
    startSwipeToReply(list, (chat) => this.#start(chat));
    delegate(document, "click", "[data-stop-reply]", (_link, event) => {
      event.preventDefault();
      this.stop();
      this.#field.focus();
    });
    // Whispers are not stored, so they cannot answer anything.
    delegate(document, "click", "[data-whisper]", () => this.stop());
    this.#field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented && !isComposing(event)) this.stop();
    });
    for (const event of ["editChat", "removeChat"] as const) socket.on(event, (chat) => this.#follow(chat));
    this.#restore(options);
  }

  /** For the message that is sent now; those after it answer nothing. */
  take(): ShownQuote | undefined {
    const quote = this.#quote;
    this.stop();
    return quote;
  }

  stop(): void {
    if (this.#quote) this.#show(undefined);
  }

  #start(within: HTMLElement): void {
    const chat = within.closest<HTMLElement>(ANSWERABLE);
    if (!chat?.querySelector("[data-reply]") || this.#field.readOnly || getElement("[data-composer]").hidden)
      return;
    this.#onStart();
    this.#show(readQuote(chat));
    const tools = chat.querySelector<HTMLDetailsElement>(".tools");
    if (tools) tools.open = false;
    this.#field.focus({ preventScroll: true });
  }

  #follow({ seq, author, name, user, chat, gif, removedAt }: Chat): void {
    if (seq !== this.#quote?.seq) return;
    const mine = author === pageData.me.id;
    if (!removedAt) return this.#show({ seq, name, user, mine, ...(gif ? { gif } : { chat }) });
    this.#giveUp();
  }

  #giveUp(): void {
    this.#show(undefined);
    showToast(t("reply.gone"));
  }

  #restore({ socket, sendRequest }: ReplyOptions): void {
    const asked = this.#banner.querySelector<HTMLElement>("[data-quote]")?.dataset.quote;
    if (asked) history.replaceState(history.state, "", location.pathname);
    const seq = Number(asked ?? tabStorage.read(KEY));
    if (!seq) return;
    const quote = findQuote(seq);
    if (quote && "removed" in quote) return this.#giveUp();
    this.#show(quote ?? unknownQuote(seq));
    if (!quote) socket.once("welcome", () => void this.#ask(seq, sendRequest));
  }

  async #ask(seq: number, sendRequest: SendRequest): Promise<void> {
    const answer = await sendRequest("history", { before: seq + 1, limit: 1 });
    if (!answer.ok || this.#quote?.seq !== seq) return;
    const original = answer.data.chats.find((chat) => chat.seq === seq);
    if (original) this.#follow(original);
    else this.#giveUp();
  }

  #show(quote: ShownQuote | undefined): void {
    this.#quote = quote;
    tabStorage.write(KEY, quote ? String(quote.seq) : null);
    if (quote) this.#banner.replaceChildren(renderTemplate("partials/replying.njk", { quote }));
    else this.#banner.replaceChildren();
  }
}

function isReplyKey(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || isComposing(event)) return false;
  const isInField = (event.target as Element).matches("input, textarea, select");
  return !isInField && (event.key === "r" || event.key === "ㄱ");
}
