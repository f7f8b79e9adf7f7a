import type { ErrorView, Member, Whisper } from "../../../shared/events.js";
import { createElement, createIcon, delegate, getElement } from "../../base/dom.js";
import { errorMessage, t } from "../../base/i18n.js";
import { createChatElement } from "../chats/chat-element.js";
import { keepScrollPosition } from "../chats/scroll.js";
import { pageData } from "../page-data.js";
import type { MemberList } from "../people/member-list.js";
import type { SendRequest } from "../socket.js";
import { showToast } from "../toast.js";

const field = getElement<HTMLTextAreaElement>("#say");
const list = getElement("[data-chats]");

/** Whispers are stored nowhere, not even in the outbox. */
export class WhisperMode {
  readonly #sendRequest: SendRequest;
  readonly #banner = getElement("[data-whispering]");
  #recipient: Member | undefined;

  readonly #onRefused: (error: ErrorView) => void;

  constructor(sendRequest: SendRequest, memberList: MemberList, onRefused: (error: ErrorView) => void) {
    this.#sendRequest = sendRequest;
    this.#onRefused = onRefused;
    delegate(document, "click", "[data-whisper]", (button) => {
      const member = memberList.get(button.dataset.whisper ?? "");
      if (!member) return;
      this.#start(member);
      location.hash = "";
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#recipient) this.stop();
    });
  }

  get isOn(): boolean {
    return this.#recipient !== undefined;
  }

  async send(chat: string): Promise<void> {
    const to = this.#recipient!.id;
    const answer = await this.#sendRequest("whisper", { to, chat });
    if (answer.ok) return;
    this.#onRefused(answer.error);
    showToast(t("send.failed", { reason: errorMessage(answer.error.code) }));
    // Restores the text, unless the visitor has typed something new.
    field.value ||= chat;
    field.dispatchEvent(new Event("input"));
  }

  show({ from, to, chat, createdAt }: Whisper): void {
    const isMine = from.id === pageData.me.id;
    const whisper = isMine ? t("chat.whisperedTo", { name: to.name }) : t("chat.whispered");
    const { id: author, color: user, name } = from;
    const asChat = { room: pageData.room, seq: 0, author, user, name, chat, createdAt };
    const element = createChatElement(asChat, true, { whisper });
    // The next public chat must start a group of its own, so that it does not look whispered.
    delete element.dataset.author;
    keepScrollPosition(() => list.insertBefore(element, list.querySelector("[data-waiting]")));
  }

  #start(recipient: Member): void {
    this.#recipient = recipient;
    const stop = createElement("button", { class: "link", type: "button" }, t("chat.whisperStop"));
    stop.addEventListener("click", () => this.stop());
    const text = createElement("span", {}, t("chat.whisperPrivate", { name: recipient.name }));
    this.#banner.replaceChildren(createIcon("whisper", "tiny"), text, stop);
    this.#banner.hidden = false;
    field.placeholder = t("chat.whisperTo", { name: recipient.name });
    field.focus();
  }

  stop(): void {
    if (!this.#recipient) return;
    this.#recipient = undefined;
    this.#banner.hidden = true;
    field.placeholder = t("chat.placeholder");
    field.focus();
  }
}
