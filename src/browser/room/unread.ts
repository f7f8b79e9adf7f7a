import { element, need } from "../base/dom.js";
import { t } from "../base/words.js";
import { isAtEnd, keepPlace, scroller } from "./scrolling.js";

/** Counts what came while one was away or reading further up, and marks where it begins. */
export class Unread {
  readonly #button = need("[data-to-bottom]");
  #below = 0;
  #away = 0;
  #divider: HTMLElement | undefined;
  #title = "";

  constructor(toNewest: () => void) {
    this.#button.addEventListener("click", toNewest);
    scroller.addEventListener("scroll", () => this.#look(), { passive: true });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.#returned();
    });
    this.#title = document.title;
  }

  setTitle(title: string): void {
    this.#title = title;
    this.#show();
  }

  /** `first` is where the divider goes, when it is in the page. */
  came(count: number, wasAtEnd: boolean, first: HTMLElement | undefined): void {
    if (document.hidden) {
      if (this.#away === 0) this.#mark(first);
      this.#away += count;
    }
    if (!wasAtEnd) this.#below += count;
    this.#show();
  }

  #look(): void {
    if (isAtEnd()) this.#below = 0;
    this.#show();
  }

  #returned(): void {
    this.#away = 0;
    this.#show();
  }

  #mark(first: HTMLElement | undefined): void {
    this.#divider?.remove();
    if (!first) return;
    this.#divider = element("li", { class: "divider" }, t("chat.divider"));
    keepPlace(() => first.before(this.#divider!));
  }

  #show(): void {
    document.title = this.#away ? `(${this.#away}) ${this.#title}` : this.#title;
    this.#button.hidden = isAtEnd();
    need("span", this.#button).textContent = this.#below
      ? t("chat.new", { count: this.#below })
      : t("chat.toBottom");
  }
}
