import { createElement, createIcon, getElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { scroller } from "./scroll.js";

interface JumpOptions {
  divider: Element;
  getLastSeq: () => number;
  goToChat: (seq: number) => void;
}

export class UnreadJump {
  readonly #options: JumpOptions;
  readonly #text = createElement("span");
  readonly #button = createElement(
    "button",
    { class: "to-unread", type: "button" },
    createIcon("down", "tiny"),
    this.#text,
  );
  readonly #place = createElement("div", { class: "to-unread-place" }, this.#button);
  #first = 0;

  constructor(options: JumpOptions) {
    this.#options = options;
    this.#button.addEventListener("click", () => options.goToChat(this.#first));
  }

  setFirst(seq: number): void {
    this.#first = seq;
    this.update();
  }

  update(): void {
    if (this.#first && !document.hidden && this.#isInSight()) this.#first = 0;
    if (!this.#first || !this.#isAbove()) return this.#place.remove();
    this.#text.textContent = t("find.unread", { count: this.#options.getLastSeq() - this.#first + 1 });
    if (!this.#place.isConnected) scroller.before(this.#place);
  }

  #isInSight(): boolean {
    const { divider } = this.#options;
    if (!divider.isConnected) return false;
    const { top, bottom } = scroller.getBoundingClientRect();
    const line = divider.getBoundingClientRect();
    return line.bottom > top && line.top < bottom;
  }

  #isAbove(): boolean {
    const { divider } = this.#options;
    if (divider.isConnected)
      return divider.getBoundingClientRect().bottom <= scroller.getBoundingClientRect().top;
    const oldest = getElement("[data-chats]").querySelector<HTMLElement>("[data-seq]");
    return Number(oldest?.dataset.seq) > this.#first;
  }
}
