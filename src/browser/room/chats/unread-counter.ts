import { createElement, getElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { tabStorage } from "../../base/safe-storage.js";
import { showUnreadSigns } from "../../notify/unread-signs.js";
import { pageData } from "../page-data.js";
import { areToolsAtEnd } from "../reactions/message-tools.js";
import { isAtEnd, keepScrollPosition, scroller } from "./scroll.js";
import { UnreadJump } from "./unread-jump.js";

const KEY = `read:${pageData.room}`;

interface UnreadOptions {
  findChat: (seq: number) => HTMLElement | undefined;
  getLastSeq: () => number;
  goToNewest: () => void;
  goToChat: (seq: number) => void;
}

/** Counts chats that arrive while the tab is hidden or scrolled up, and puts a divider above the first. */
export class UnreadCounter {
  readonly #button = getElement("[data-to-bottom]");
  readonly #divider = createElement("li", { class: "divider" }, t("chat.divider"));
  readonly #jump: UnreadJump;
  readonly #findChat: UnreadOptions["findChat"];
  #belowCount = 0;
  #hiddenCount = 0;
  /** The seq of the first unread chat, or 0. */
  #firstUnread = 0;
  #title = document.title;

  constructor({ findChat, getLastSeq, goToNewest, goToChat }: UnreadOptions) {
    this.#findChat = findChat;
    this.#jump = new UnreadJump({ divider: this.#divider, getLastSeq, goToChat });
    this.#button.addEventListener("click", goToNewest);
    scroller.addEventListener("scroll", () => this.#onScroll(), { passive: true });
    scroller.addEventListener("toggle", () => this.#show(), { capture: true });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.#onVisible();
    });
    addEventListener("pagehide", () => {
      const isRead = this.#isCaughtUp || !this.#firstUnread;
      tabStorage.write(KEY, String(isRead ? getLastSeq() : this.#firstUnread - 1));
    });
    this.#restore();
  }

  setTitle(title: string): void {
    this.#title = title;
    this.#show();
  }

  add({ count, wasAtEnd, firstSeq }: { count: number; wasAtEnd: boolean; firstSeq?: number }): void {
    const isSeen = wasAtEnd && !document.hidden;
    if (!isSeen && firstSeq && this.#isCaughtUp) this.#setFirstUnread(firstSeq);
    if (document.hidden) this.#hiddenCount += count;
    if (!wasAtEnd) this.#belowCount += count;
    this.#show();
  }

  /** Call again when the list has changed: the first unread chat may be in the page only now. */
  showDivider(): void {
    const first = this.#divider.isConnected ? undefined : this.#findChat(this.#firstUnread);
    if (first) keepScrollPosition(() => first.before(this.#divider));
    this.#jump.update();
  }

  markAllRead(): void {
    this.#setFirstUnread(0);
  }

  get #isCaughtUp(): boolean {
    return this.#hiddenCount + this.#belowCount === 0;
  }

  #setFirstUnread(seq: number): void {
    this.#firstUnread = seq;
    keepScrollPosition(() => this.#divider.remove());
    this.#jump.setFirst(seq);
    this.showDivider();
  }

  #restore(): void {
    const read = Number(tabStorage.read(KEY) ?? pageData.lastSeq);
    const isFarUp = pageData.hasOlder && read < pageData.lastSeq && !this.#findChat(read + 1);
    if (isFarUp) return this.#setFirstUnread(read + 1);
    for (let seq = read + 1; seq <= pageData.lastSeq; seq++) {
      if (this.#findChat(seq)?.matches(":not(.mine)")) return this.#setFirstUnread(seq);
    }
  }

  #onScroll(): void {
    if (isAtEnd()) this.#belowCount = 0;
    this.#jump.update();
    this.#show();
  }

  #onVisible(): void {
    this.#hiddenCount = 0;
    this.#jump.update();
    this.#show();
  }

  #show(): void {
    document.title = this.#hiddenCount ? `(${this.#hiddenCount}) ${this.#title}` : this.#title;
    showUnreadSigns(this.#hiddenCount);
    this.#button.hidden = isAtEnd() || areToolsAtEnd();
    getElement("span", this.#button).textContent = this.#belowCount
      ? t("chat.new", { count: this.#belowCount })
      : t("chat.toBottom");
  }
}
