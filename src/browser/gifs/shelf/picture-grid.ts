import { createElement, delegate, findAll } from "../../base/dom.js";
import { findNext } from "../../emoji/grid-keys.js";
import { Playback } from "./playback.js";
import type { ShelfItem } from "./tabs/shelf-tab.js";

const selectors = { item: "[data-picture]", grid: ".shelf-grid" };

interface GridOptions {
  onChoose: (item: ShelfItem) => void;
  onDelete: (item: ShelfItem) => void;
  onLeaveTop: () => void;
}

/** Of the many pictures, Tab reaches one; the arrow keys lead on. */
export class PictureGrid {
  readonly element = createElement("div", { class: "shelf-grid" });
  readonly #list: HTMLElement;
  readonly #playback: Playback;
  readonly #options: GridOptions;
  #cells = new Map<string, { item: ShelfItem; button: HTMLElement }>();

  constructor(list: HTMLElement, options: GridOptions) {
    this.#list = list;
    this.#options = options;
    this.#playback = new Playback(list);
    delegate(this.element, "click", selectors.item, (button) => options.onChoose(this.#itemOf(button)));
    delegate(this.element, "focusin", selectors.item, (button) => this.#setCurrent(button));
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
    // They do not bubble.
    this.element.addEventListener("error", ({ target }) => markBroken(target), { capture: true });
  }

  get isEmpty(): boolean {
    return !this.#cells.size;
  }

  show(items: ShelfItem[]): void {
    const before = this.#cells;
    const place = findAll(selectors.item, this.element).indexOf(document.activeElement as HTMLElement);
    const focused = place < 0 ? undefined : (document.activeElement as HTMLElement);
    this.#cells = new Map(
      items.map((item) => [item.id, { item, button: before.get(item.id)?.button ?? this.#create(item) }]),
    );
    for (const [id, { button }] of before) if (!this.#cells.has(id)) this.#playback.forget(button);
    const buttons = [...this.#cells.values()].map(({ button }) => button);
    this.element.replaceChildren(...buttons);
    const current = focused?.isConnected
      ? focused
      : buttons[Math.min(Math.max(place, 0), buttons.length - 1)];
    this.#setCurrent(current);
    if (focused) current?.focus({ preventScroll: true });
  }

  focusFirst(): void {
    findAll(selectors.item, this.element)[0]?.focus();
  }

  close(): void {
    this.#playback.stopAll();
  }

  #create(item: ShelfItem): HTMLElement {
    const image = createElement("img", { src: item.still, alt: "", decoding: "async", loading: "lazy" });
    const attributes = { class: "shelf-picture", type: "button", tabindex: "-1", "data-picture": item.id };
    const button = createElement(
      "button",
      { ...attributes, "aria-label": item.name, title: item.name },
      image,
    );
    this.#playback.observe(button, item);
    return button;
  }

  #itemOf(button: HTMLElement): ShelfItem {
    return this.#cells.get(button.dataset.picture!)!.item;
  }

  #setCurrent(button: HTMLElement | undefined): void {
    for (const old of findAll("[tabindex='0']", this.element)) old.tabIndex = -1;
    if (button) button.tabIndex = 0;
  }

  #onKey(event: KeyboardEvent): void {
    const button = (event.target as Element).closest<HTMLElement>(selectors.item);
    if (!button || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Delete") return this.#options.onDelete(this.#itemOf(button));
    const next = findNext(event.key, button, this.#list, selectors);
    if (!next) return;
    event.preventDefault();
    if (next === button && event.key === "ArrowUp") this.#options.onLeaveTop();
    else next.focus();
  }
}

function markBroken(image: EventTarget | null): void {
  (image as Element | null)?.closest(selectors.item)?.classList.add("broken");
}
