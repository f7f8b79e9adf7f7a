import { need } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import type { Requests } from "../socket.js";
import type { Stream } from "./chat-list.js";
import { distanceToTop, scroller } from "./scroll.js";

/** Begin to fetch this far before the end of what is there. */
const AHEAD = 800;

/** Brings older chats on scrolling up, and newer ones on coming back down. */
export class History {
  readonly #requests: Requests;
  readonly #stream: Stream;
  readonly #lastSeq: () => number;
  readonly #note = need("[data-older]");
  #busy = false;

  constructor(requests: Requests, stream: Stream, lastSeq: () => number) {
    this.#requests = requests;
    this.#stream = stream;
    this.#lastSeq = lastSeq;
    scroller.addEventListener("scroll", () => this.#look(), { passive: true });
    addEventListener("resize", () => this.fill());
  }

  /** Where there is nothing to scroll, or was no connection, scrolling cannot ask for the next chats. */
  fill(): void {
    if (distanceToTop() <= 0 || this.#stream.hasNewer) void this.#look();
  }

  /** Straight to the newest chats, whatever stretch is being read. */
  async newest(): Promise<void> {
    const answer = await this.#requests.history({});
    if (!answer.ok) return;
    const { chats, more } = answer.data;
    // What was said while the answer was on its way is fetched as any newer page.
    this.#stream.restart(chats, more, (chats.at(-1)?.seq ?? 0) < this.#lastSeq());
    void this.#look();
  }

  async #look(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    let moved = true;
    while (moved) moved = await this.#fetchWhereNeeded();
    this.#busy = false;
  }

  async #fetchWhereNeeded(): Promise<boolean> {
    if (this.#stream.hasOlder && distanceToTop() < AHEAD) return this.#older();
    if (this.#stream.hasNewer && scroller.scrollTop > -AHEAD) return this.#newer();
    return false;
  }

  async #older(): Promise<boolean> {
    this.#tell(t("chat.loading"));
    const request = { before: this.#stream.firstSeq };
    const answer = await this.#requests.history(request);
    this.#tell(answer.ok ? "" : t("chat.loadFailed"));
    // Meanwhile the page may have gone elsewhere, where this does not fit.
    if (answer.ok && request.before === this.#stream.firstSeq)
      this.#stream.prepend(answer.data.chats, answer.data.more);
    return answer.ok;
  }

  async #newer(): Promise<boolean> {
    const request = { after: this.#stream.lastSeq };
    const answer = await this.#requests.history(request);
    if (!answer.ok) return false;
    if (request.after !== this.#stream.lastSeq) return true;
    this.#stream.append(answer.data.chats, false);
    if (this.#stream.lastSeq >= this.#lastSeq()) this.#stream.endReached();
    return true;
  }

  #tell(text: string): void {
    this.#note.textContent = text;
    this.#note.hidden = !text;
  }
}
