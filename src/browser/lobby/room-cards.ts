import type { RoomView } from "../../shared/events.js";
import { matchesTitle } from "../../shared/search/title-search.js";
import { findAll, getElement } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { renderTemplate } from "../base/templates.js";
import { updateInPlace } from "../elements/update-in-place.js";
import { LobbyChoices } from "./lobby-choices.js";
import { OpenedSince } from "./opened-since.js";

const REFRESH_TIMEOUT_MS = 15_000;
const HEIGHT_CLASSES = ["large", "empty"];

const hasNextPage = (): boolean => document.querySelector("[rel=next]") !== null;

/** Cards don't shift while somebody points at the list or has the focus in it, lest a click hit another room. */
export class RoomCards {
  readonly #list: HTMLElement;
  readonly #visitorId: string;
  readonly #query: string;
  readonly #isFirstPage: boolean;
  readonly #choices: LobbyChoices;
  readonly #openedSince = new OpenedSince();
  #deferred: (() => void)[] = [];
  /** A deferred change must not add one of these again. */
  readonly #removed = new Set<string>();
  #refreshes = 0;
  /** Applied again after a refresh, whose list may be older. */
  #changesDuringRefresh: (() => void)[] = [];

  constructor(list: HTMLElement) {
    this.#list = list;
    this.#visitorId = list.dataset.me ?? "";
    const query = new URLSearchParams(location.search);
    this.#query = query.get("q") ?? "";
    this.#isFirstPage = !query.get("before");
    this.#choices = new LobbyChoices(query);
    for (const type of ["pointerleave", "focusout"] as const) {
      list.addEventListener(type, () => setTimeout(() => this.#applyDeferred()));
    }
  }

  add(room: RoomView): void {
    this.#apply(() => this.#add(room));
  }

  update(room: RoomView): void {
    this.#apply(() => this.#update(room));
  }

  /** Needed because a RoomView names only the first members. */
  markSeated(id: string): void {
    this.#apply(() => {
      const card = this.#find(id);
      if (!card) return;
      card.dataset.inside = "";
      getElement(".here", card).hidden = false;
    });
    if (this.#find(id)?.matches(".full")) void this.refresh();
  }

  remove(id: string): void {
    this.#apply(() => this.#remove(id));
  }

  /** Replaces all cards: events may have been missed without a connection. */
  async refresh(): Promise<void> {
    this.#refreshes++;
    const html = await fetch(location.href, { signal: AbortSignal.timeout(REFRESH_TIMEOUT_MS) })
      .then((response) => (response.ok ? response.text() : ""))
      .catch(() => "");
    try {
      // After a failure, the next connection refreshes again.
      if (html) this.#replaceAll(new DOMParser().parseFromString(html, "text/html"));
    } finally {
      if (--this.#refreshes === 0) this.#changesDuringRefresh = [];
    }
  }

  #replaceAll(page: Document): void {
    const newList = getElement("[data-rooms]", page);
    if (newList.innerHTML === this.#list.innerHTML) return;
    this.#deferred = [];
    const focused = document.activeElement?.closest<HTMLElement>("[data-room]")?.dataset.room;
    this.#list.replaceChildren(...newList.children);
    if (focused) this.#find(focused)?.querySelector("a")?.focus();
    this.#updateEmptyHint();
    for (const change of this.#changesDuringRefresh) change();
  }

  #apply(change: () => void): void {
    if (this.#refreshes) this.#changesDuringRefresh.push(change);
    change();
  }

  #add(room: RoomView): void {
    if (this.#find(room._id)) {
      this.#update(room);
      return;
    }
    if (!this.#matches(room)) return;
    if (!this.#isFirstPage) return this.#openedSince.add(room._id);
    this.#defer(() => {
      const card = this.#render(room);
      if (this.#removed.has(room._id) || !this.#choices.fits(card)) return;
      card.classList.add("arriving");
      this.#choices.insert(this.#list, card, room, { isLastPage: !hasNextPage() });
      this.#updateEmptyHint();
    });
  }

  #update(room: RoomView): void {
    const card = this.#find(room._id);
    if (!card) return this.#addChosen(room);
    const rises = this.#choices.rises(room, card.dataset.last);
    const newCard = this.#render(room, "inside" in card.dataset ? [room._id] : []);
    const isHeard = newCard.dataset.last !== card.dataset.last;
    const heights = HEIGHT_CLASSES.map((name) => [name, newCard.classList.contains(name)] as const);
    for (const name of HEIGHT_CLASSES) newCard.classList.toggle(name, card.classList.contains(name));
    card.classList.remove("glow", "arriving");
    updateInPlace(card, newCard);
    this.#defer(() => {
      for (const [name, isSo] of heights) card.classList.toggle(name, isSo);
      if (!this.#choices.fits(card)) card.remove();
      else if (rises && card.isConnected) this.#list.prepend(card);
      this.#updateEmptyHint();
    });
    if (!isHeard) return;
    void card.offsetWidth;
    card.classList.add("glow");
  }

  #addChosen(room: RoomView): void {
    if (!this.#choices.isAny || !this.#isFirstPage || !this.#matches(room)) return;
    this.#defer(() => {
      if (this.#removed.has(room._id) || this.#find(room._id)) return;
      const card = this.#render(room);
      if (!this.#choices.fits(card)) return;
      if (this.#choices.rises(room, undefined)) this.#list.prepend(card);
      else this.#choices.insert(this.#list, card, room, { isLastPage: !hasNextPage() });
      this.#updateEmptyHint();
    });
  }

  #remove(id: string): void {
    this.#removed.add(id);
    this.#openedSince.remove(id);
    const card = this.#find(id);
    if (!card) return;
    card.classList.add("gone");
    for (const link of findAll(".watch, [data-report]", card)) link.remove();
    if (card.contains(document.activeElement)) this.#focusBeside(card);
    const link = card.querySelector("a");
    link?.replaceWith(link.textContent ?? "");
    getElement(".card-foot", card).replaceChildren(t("lobby.gone"));
    this.#defer(() => {
      card.remove();
      this.#updateEmptyHint();
    });
  }

  #focusBeside(card: Element): void {
    const links = [...this.#list.querySelectorAll<HTMLElement>("h3 a")];
    const next = links.findIndex((link) => card.contains(link)) + 1;
    (links[next] ?? links[next - 2] ?? getElement("[name=q]")).focus();
  }

  #matches({ title }: RoomView): boolean {
    return matchesTitle(title, this.#query);
  }

  #render(room: RoomView, seated: string[] = []): HTMLElement {
    return renderTemplate("partials/room-card.njk", { room, seated, me: { id: this.#visitorId } });
  }

  #find(id: string): HTMLElement | null {
    return this.#list.querySelector(`[data-room="${CSS.escape(id)}"]`);
  }

  #defer(change: () => void): void {
    this.#deferred.push(change);
    this.#applyDeferred();
  }

  #applyDeferred(): void {
    if (this.#list.matches(":hover, :focus-within") && this.#list.childElementCount > 0) return;
    for (const change of this.#deferred.splice(0)) change();
  }

  #updateEmptyHint(): void {
    const isEmpty = this.#list.childElementCount === 0;
    getElement("[data-nothing]").hidden = !isEmpty;
    getElement("[data-choices]").hidden = isEmpty && !this.#choices.isAny;
    const openRoom = document.querySelector<HTMLDetailsElement>("[data-open-room]");
    // Never folds: somebody may be typing.
    if (isEmpty && openRoom) openRoom.open = true;
  }
}
