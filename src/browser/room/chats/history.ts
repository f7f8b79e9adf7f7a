import { getElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import type { SendRequest } from "../socket.js";
import type { ChatList } from "./chat-list.js";
import { distanceToTop, scroller } from "./scroll.js";

const PREFETCH_PX = 800;
const AFTER_TARGET = 25;

export class History {
  readonly #sendRequest: SendRequest;
  readonly #chatList: ChatList;
  readonly #getLastSeq: () => number;
  readonly #status = getElement("[data-older]");
  #isLoading = false;

  constructor(sendRequest: SendRequest, chatList: ChatList, getLastSeq: () => number) {
    this.#sendRequest = sendRequest;
    this.#chatList = chatList;
    this.#getLastSeq = getLastSeq;
    scroller.addEventListener("scroll", () => this.#load(), { passive: true });
    addEventListener("resize", () => this.loadWithoutScrolling());
  }

  /** For a list too short to scroll, and for what could not be loaded offline. */
  loadWithoutScrolling(): void {
    if (distanceToTop() <= 0 || this.#chatList.hasNewer) void this.#load();
  }

  async jumpToNewest(): Promise<void> {
    const answer = await this.#sendRequest("history", {});
    if (!answer.ok) return;
    const { chats, more } = answer.data;
    // Chats sent while the answer was on its way are fetched as newer pages.
    const hasNewer = (chats.at(-1)?.seq ?? 0) < this.#getLastSeq();
    this.#chatList.reset(chats, { hasOlder: more, hasNewer });
    void this.#load();
  }

  /** Whether the chat is in the list then. */
  async loadAround(seq: number): Promise<boolean> {
    if (this.#chatList.getElement(seq)) return true;
    const answer = await this.#sendRequest("history", { before: seq + AFTER_TARGET });
    if (!answer.ok) return false;
    const { chats, more } = answer.data;
    this.#chatList.reset(chats, { hasOlder: more, hasNewer: (chats.at(-1)?.seq ?? 0) < this.#getLastSeq() });
    return this.#chatList.getElement(seq) !== undefined;
  }

  async #load(): Promise<void> {
    if (this.#isLoading) return;
    this.#isLoading = true;
    let loaded = true;
    while (loaded) loaded = await this.#loadPageIfNear();
    this.#isLoading = false;
  }

  async #loadPageIfNear(): Promise<boolean> {
    if (this.#chatList.hasOlder && distanceToTop() < PREFETCH_PX) return this.#loadOlder();
    if (this.#chatList.hasNewer && scroller.scrollTop > -PREFETCH_PX) return this.#loadNewer();
    return false;
  }

  async #loadOlder(): Promise<boolean> {
    this.#showStatus(t("chat.loading"));
    const before = this.#chatList.firstSeq;
    const answer = await this.#sendRequest("history", { before });
    this.#showStatus(answer.ok ? "" : t("chat.loadFailed"));
    // Meanwhile the list may have moved to another range.
    if (answer.ok && before === this.#chatList.firstSeq)
      this.#chatList.prependPage(answer.data.chats, { hasOlder: answer.data.more });
    return answer.ok;
  }

  async #loadNewer(): Promise<boolean> {
    const after = this.#chatList.lastSeq;
    const answer = await this.#sendRequest("history", { after });
    if (!answer.ok) return false;
    if (after !== this.#chatList.lastSeq) return true;
    const { chats } = answer.data;
    const reachesEnd = (chats.at(-1)?.seq ?? after) >= this.#getLastSeq();
    this.#chatList.appendPage(chats, { reachesEnd });
    return true;
  }

  #showStatus(text: string): void {
    this.#status.textContent = text;
    this.#status.hidden = !text;
  }
}
