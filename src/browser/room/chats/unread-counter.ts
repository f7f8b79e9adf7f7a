import { element, need } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { tab } from "../../base/safe-storage.js";
import { place } from "../page-data.js";
import { isAtEnd, keepPlace, scroller } from "./scroll.js";

const KEY = `read:${place.room}`;

/** What the stream holds of a chat with this number. */
type Find = (seq: number) => HTMLElement | undefined;

/** Counts what came while one was away or reading further up, and marks where it begins. */
export class Unread {
  readonly #button = need("[data-to-bottom]");
  readonly #divider = element("li", { class: "divider" }, t("chat.divider"));
  readonly #find: Find;
  #below = 0;
  #away = 0;
  /** The number of the first chat that was not seen when it came. */
  #from = 0;
  #title = document.title;

  constructor(find: Find, toNewest: () => void, lastSeq: () => number) {
    this.#find = find;
    this.#button.addEventListener("click", toNewest);
    scroller.addEventListener("scroll", () => this.#look(), { passive: true });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.#returned();
    });
    addEventListener("pagehide", () => {
      const isRead = this.#isCaughtUp || !this.#from;
      tab.write(KEY, String(isRead ? lastSeq() : this.#from - 1));
    });
    this.#resume();
  }

  setTitle(title: string): void {
    this.#title = title;
    this.#show();
  }

  /** `first` is the number of the first of them; a whisper has none. */
  came(count: number, wasAtEnd: boolean, first = 0): void {
    const isSeen = wasAtEnd && !document.hidden;
    if (!isSeen && first && this.#isCaughtUp) this.#begin(first);
    if (document.hidden) this.#away += count;
    if (!wasAtEnd) this.#below += count;
    this.#show();
  }

  /** The divider, once the chat below it is in the page. */
  mark(): void {
    const first = this.#divider.isConnected ? undefined : this.#find(this.#from);
    if (first) keepPlace(() => first.before(this.#divider));
  }

  /** Whoever answers has read what there is. */
  answered(): void {
    this.#begin(0);
  }

  get #isCaughtUp(): boolean {
    return this.#away + this.#below === 0;
  }

  #begin(first: number): void {
    this.#from = first;
    keepPlace(() => this.#divider.remove());
    this.mark();
  }

  /** After a reload or a look at the lobby. */
  #resume(): void {
    const read = Number(tab.read(KEY) ?? place.lastSeq);
    for (let seq = read + 1; seq <= place.lastSeq; seq++) {
      if (this.#find(seq)?.matches(":not(.mine)")) return this.#begin(seq);
    }
  }

  #look(): void {
    if (isAtEnd()) this.#below = 0;
    this.#show();
  }

  #returned(): void {
    this.#away = 0;
    this.#show();
  }

  #show(): void {
    document.title = this.#away ? `(${this.#away}) ${this.#title}` : this.#title;
    this.#button.hidden = isAtEnd();
    need("span", this.#button).textContent = this.#below
      ? t("chat.new", { count: this.#below })
      : t("chat.toBottom");
  }
}
