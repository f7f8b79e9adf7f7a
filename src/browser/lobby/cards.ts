import type { RoomView } from "../../shared/events.js";
import { need } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { draw } from "../base/templates.js";

const PATIENCE_MS = 15_000;

/** The rooms of the lobby, live. Nothing moves while someone points at it or has the keyboard in it. */
export class Cards {
  readonly #list: HTMLElement;
  readonly #me: string;
  readonly #query: string;
  readonly #firstPage: boolean;
  /** What would shift the cards, kept until nobody is about to click one. */
  #waiting: (() => void)[] = [];
  /** Of which some may still be among those that wait to be shown. */
  readonly #gone = new Set<string>();
  #refreshing = 0;
  /** What came while a list was on its way, which may be older. */
  #meanwhile: (() => void)[] = [];

  constructor(list: HTMLElement) {
    this.#list = list;
    this.#me = list.dataset.me ?? "";
    const query = new URLSearchParams(location.search);
    this.#query = (query.get("q") ?? "").trim().toLowerCase();
    this.#firstPage = !query.has("before");
    for (const type of ["pointerleave", "focusout"] as const) {
      list.addEventListener(type, () => setTimeout(() => this.#settle()));
    }
  }

  add(room: RoomView): void {
    this.#show(() => this.#add(room));
  }

  update(room: RoomView): void {
    this.#show(() => this.#update(room));
  }

  /** A view names only the first of those inside, so that others learn here that they are. */
  sitIn(id: string): void {
    this.#show(() => {
      const card = this.#card(id);
      if (card) card.dataset.inside = "";
    });
    if (this.#card(id)?.matches(".full")) void this.refresh();
  }

  remove(id: string): void {
    this.#show(() => this.#remove(id));
  }

  /** The server's list is the only one that can be trusted after a time without a connection. */
  async refresh(): Promise<void> {
    this.#refreshing++;
    const text = await fetch(location.href, { signal: AbortSignal.timeout(PATIENCE_MS) })
      .then((answer) => (answer.ok ? answer.text() : ""))
      .catch(() => "");
    try {
      // Not reached: the next connection brings us here again.
      if (text) this.#replace(new DOMParser().parseFromString(text, "text/html"));
    } finally {
      if (--this.#refreshing === 0) this.#meanwhile = [];
    }
  }

  #replace(page: Document): void {
    const fresh = need("[data-rooms]", page);
    if (fresh.innerHTML === this.#list.innerHTML) return;
    this.#waiting = [];
    const held = document.activeElement?.closest<HTMLElement>("[data-room]")?.dataset.room;
    this.#list.replaceChildren(...fresh.children);
    if (held) this.#card(held)?.querySelector("a")?.focus();
    this.#showEmptiness();
    for (const change of this.#meanwhile) change();
  }

  #show(change: () => void): void {
    if (this.#refreshing) this.#meanwhile.push(change);
    change();
  }

  #add(room: RoomView): void {
    if (this.#card(room._id)) {
      this.#update(room);
      return;
    }
    if (!this.#firstPage || !room.title.toLowerCase().includes(this.#query)) return;
    this.#whenStill(() => {
      if (this.#gone.has(room._id)) return;
      const card = this.#draw(room);
      card.classList.add("arriving");
      this.#list.prepend(card);
      this.#showEmptiness();
    });
  }

  #update(room: RoomView): void {
    const card = this.#card(room._id);
    if (!card) return;
    const fresh = this.#draw(room, "inside" in card.dataset ? [room._id] : []);
    const held = card.contains(document.activeElement);
    if (fresh.dataset.last !== card.dataset.last) fresh.classList.add("glow");
    card.replaceWith(fresh);
    if (held) fresh.querySelector("a")?.focus();
  }

  #remove(id: string): void {
    this.#gone.add(id);
    const card = this.#card(id);
    if (!card) return;
    card.classList.add("gone", "empty");
    const link = card.querySelector("a");
    link?.replaceWith(link.textContent ?? "");
    need(".card-foot", card).replaceChildren(t("lobby.gone"));
    this.#whenStill(() => {
      card.remove();
      this.#showEmptiness();
    });
  }

  #draw(room: RoomView, seated: string[] = []): HTMLElement {
    return draw("partials/room-card.njk", { room, seated, me: { id: this.#me } });
  }

  #card(id: string): HTMLElement | null {
    return this.#list.querySelector(`[data-room="${CSS.escape(id)}"]`);
  }

  #whenStill(change: () => void): void {
    this.#waiting.push(change);
    this.#settle();
  }

  #settle(): void {
    if (this.#list.matches(":hover, :focus-within") && this.#list.childElementCount > 0) return;
    for (const change of this.#waiting.splice(0)) change();
  }

  #showEmptiness(): void {
    need("[data-nothing]").hidden = this.#list.childElementCount > 0;
  }
}
