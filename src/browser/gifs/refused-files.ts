import { createElement, createIcon } from "../base/dom.js";
import { t } from "../base/i18n.js";

export class RefusedFiles {
  readonly element = createElement("div", { class: "refused-files", role: "alert" });
  readonly #onClosed: () => void;

  constructor(onClosed: () => void) {
    this.#onClosed = onClosed;
  }

  get isEmpty(): boolean {
    return !this.element.hasChildNodes();
  }

  show(problems: string[]): void {
    this.clear();
    if (!problems.length) return;
    const list = createElement("ul", {}, ...problems.map((problem) => createElement("li", {}, problem)));
    this.element.append(createIcon("warn", "tiny"), list, this.#createCloseButton());
  }

  clear(): void {
    this.element.replaceChildren();
    this.element.remove();
  }

  #createCloseButton(): HTMLButtonElement {
    const attributes = { class: "button quiet bare", type: "button", "aria-label": t("gif.close") };
    const button = createElement("button", attributes, createIcon("close"));
    button.addEventListener("click", () => {
      this.clear();
      this.#onClosed();
    });
    return button;
  }
}
