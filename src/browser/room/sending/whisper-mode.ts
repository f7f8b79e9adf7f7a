import type { ErrorView, Member, Whisper } from "../../../shared/events.js";
import { createElement, createIcon, delegate, getElement, isComposing } from "../../base/dom.js";
import { errorMessage, t } from "../../base/i18n.js";
import { closeSheet } from "../../base/menus.js";
import { createChatElement } from "../chats/chat-element.js";
import { showDays } from "../chats/days.js";
import { keepScrollPosition } from "../chats/scroll.js";
import { pageData } from "../page-data.js";
import type { MemberList } from "../people/member-list.js";
import type { SendRequest } from "../socket.js";
import { showToast } from "../toast.js";

const field = getElement<HTMLTextAreaElement>("#say");
const list = getElement("[data-chats]");

const EVERYONE = "";

/**
 * Whispers are stored nowhere, not even in the outbox. A draft stays with whom it was written for: whenever the mode
 * changes, the field shows what was begun for the one it now goes to.
 */
export class WhisperMode {
  readonly #sendRequest: SendRequest;
  readonly #memberList: MemberList;
  readonly #banner = getElement("[data-whispering]");
  readonly #drafts = new Map<string, string>();
  readonly #onRefused: (error: ErrorView) => void;
  #recipient: string | undefined;

  constructor(sendRequest: SendRequest, memberList: MemberList, onRefused: (error: ErrorView) => void) {
    this.#sendRequest = sendRequest;
    this.#memberList = memberList;
    this.#onRefused = onRefused;
    delegate(document, "click", "[data-whisper]", (button) => {
      const member = memberList.get(button.dataset.whisper ?? "");
      if (!member) return showToast(t("chat.whisperNobody"));
      this.#switchTo(member.id);
      closeSheet();
      field.focus();
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.isOn && !isComposing(event)) this.stop();
    });
  }

  get isOn(): boolean {
    return this.#recipient !== undefined;
  }

  async send(chat: string, isAtNewest: Promise<void>): Promise<void> {
    const to = this.#recipient!;
    await isAtNewest;
    const answer = await this.#sendRequest("whisper", { to, chat });
    if (answer.ok) return;
    this.#onRefused(answer.error);
    showToast(t("send.failed", { reason: errorMessage(answer.error.code) }));
    if (this.#recipient === to) setText(joinDrafts(chat, field.value));
    else this.#drafts.set(to, joinDrafts(chat, this.#drafts.get(to)));
  }

  onMembersChanged(): void {
    if (this.#recipient === undefined) return;
    const member = this.#memberList.get(this.#recipient);
    if (member) return this.#showRecipient(member);
    const isWriting = field.value !== "";
    this.#switchTo(undefined);
    showToast(t("chat.whisperEnded"));
    // Keys that are pressed before the visitor notices would go to everyone.
    if (isWriting) field.blur();
  }

  show({ from, to, chat, createdAt }: Whisper): void {
    const isMine = from.id === pageData.me.id;
    const whisper = isMine ? t("chat.whisperedTo", { name: to.name }) : t("chat.whispered");
    const { id: author, color: user, name } = from;
    const asChat = { room: pageData.room, seq: 0, author, user, name, chat, createdAt };
    const element = createChatElement(asChat, true, { whisper, answerTo: isMine ? to.id : from.id });
    // The next public chat must start a group of its own, so that it does not look whispered.
    delete element.dataset.author;
    keepScrollPosition(() => {
      list.insertBefore(element, list.querySelector("[data-waiting]"));
      showDays();
    });
  }

  stop(): void {
    if (!this.isOn) return;
    this.#switchTo(undefined);
    field.focus();
  }

  #switchTo(recipient: string | undefined): void {
    if (recipient === this.#recipient) return;
    this.#drafts.set(this.#recipient ?? EVERYONE, field.value);
    this.#recipient = recipient;
    const member = recipient === undefined ? undefined : this.#memberList.get(recipient);
    this.#banner.hidden = !member;
    if (member) this.#showRecipient(member);
    else field.placeholder = t("chat.placeholder");
    setText(this.#drafts.get(recipient ?? EVERYONE) ?? "");
  }

  #showRecipient({ name }: Member): void {
    const stop = createElement("button", { class: "link", type: "button" }, t("chat.whisperStop"));
    stop.addEventListener("click", () => this.stop());
    const text = createElement("span", {}, t("chat.whisperPrivate", { name }));
    this.#banner.replaceChildren(createIcon("whisper", "tiny"), text, stop);
    field.placeholder = t("chat.whisperTo", { name });
  }
}

function setText(text: string): void {
  field.value = text;
  field.dispatchEvent(new Event("input"));
}

const joinDrafts = (...drafts: (string | undefined)[]): string => drafts.filter(Boolean).join("\n");
