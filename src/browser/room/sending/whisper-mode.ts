import type { Member, Whisper } from "../../../shared/events.js";
import { element, icon, need, on } from "../../base/dom.js";
import { sentenceFor, t } from "../../base/i18n.js";
import { drawChat } from "../chats/chat-element.js";
import { keepPlace } from "../chats/scroll.js";
import { place } from "../page-data.js";
import type { People } from "../people/member-list.js";
import type { Requests } from "../socket.js";
import { notice } from "../toast.js";

const field = need<HTMLTextAreaElement>("#say");
const list = need("[data-chats]");

/** The composer turned to one person. What is said so is shown to two and kept nowhere, the outbox included. */
export class Whispering {
  readonly #requests: Requests;
  readonly #sign = need("[data-whispering]");
  #to: Member | undefined;

  constructor(requests: Requests, people: People) {
    this.#requests = requests;
    on(document, "click", "[data-whisper]", (button) => {
      const member = people.get(button.dataset.whisper ?? "");
      if (!member) return;
      this.#turnTo(member);
      location.hash = "";
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#to) this.#turnTo(undefined);
    });
  }

  get isOn(): boolean {
    return this.#to !== undefined;
  }

  async send(chat: string): Promise<void> {
    const to = this.#to!.id;
    const answer = await this.#requests.whisper({ to, chat });
    if (answer.ok) return;
    notice(t("send.failed", { reason: sentenceFor(answer.error.code) }));
    // What was typed comes back, unless something else has been begun meanwhile.
    field.value ||= chat;
    field.dispatchEvent(new Event("input"));
  }

  show({ from, to, chat, createdAt }: Whisper): void {
    const mine = from.id === place.me.id;
    const whisper = mine ? t("chat.whisperedTo", { name: to.name }) : t("chat.whispered");
    const said = {
      room: place.room,
      seq: 0,
      author: from.id,
      user: from.color,
      name: from.name,
      chat,
      createdAt,
    };
    const drawn = drawChat(said, true, { whisper });
    // A group must not go on after a whisper as if everyone had heard it.
    delete drawn.dataset.author;
    keepPlace(() => list.insertBefore(drawn, list.querySelector("[data-waiting]")));
  }

  #turnTo(member: Member | undefined): void {
    this.#to = member;
    this.#sign.hidden = !member;
    field.placeholder = member ? t("chat.whisperTo", { name: member.name }) : t("chat.placeholder");
    if (member) {
      const back = element("button", { class: "link", type: "button" }, t("chat.whisperStop"));
      back.addEventListener("click", () => this.#turnTo(undefined));
      const text = element("span", {}, t("chat.whisperPrivate", { name: member.name }));
      this.#sign.replaceChildren(icon("whisper", "tiny"), text, back);
    }
    field.focus();
  }
}
