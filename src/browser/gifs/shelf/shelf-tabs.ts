import { createElement } from "../../base/dom.js";
import type { TabName } from "./tabs/shelf-tab.js";
import { text } from "./texts/load-texts.js";

export const tabNames: readonly TabName[] = ["room", "mine", "pack"];

/** Arrow keys go from tab to tab, and each shows its pictures at once. */
export class ShelfTabs {
  readonly element: HTMLElement;
  readonly #buttons: Map<TabName, HTMLElement>;
  readonly #onSelect: (name: TabName) => void;

  constructor(panel: HTMLElement, onSelect: (name: TabName) => void) {
    this.#onSelect = onSelect;
    this.#buttons = new Map(tabNames.map((name) => [name, this.#create(name, panel.id)]));
    this.element = createElement("div", { class: "shelf-tabs", role: "tablist" }, ...this.#buttons.values());
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
  }

  mark(selected: TabName): void {
    for (const [name, button] of this.#buttons) {
      button.setAttribute("aria-selected", String(name === selected));
      button.tabIndex = name === selected ? 0 : -1;
    }
  }

  #create(name: TabName, panel: string): HTMLElement {
    const attributes = { type: "button", role: "tab", id: `shelf-${name}`, "aria-controls": panel };
    const button = createElement("button", attributes, text(name));
    button.addEventListener("click", () => this.#onSelect(name));
    return button;
  }

  #onKey(event: KeyboardEvent): void {
    const buttons = [...this.#buttons.values()];
    const forward = getComputedStyle(this.element).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const place = buttons.indexOf(event.target as HTMLElement);
    const places: Record<string, number> = { Home: 0, End: buttons.length - 1 };
    if (event.key === "ArrowLeft" || event.key === "ArrowRight")
      places[event.key] = (place + (event.key === forward ? 1 : -1) + buttons.length) % buttons.length;
    const next = buttons[places[event.key] ?? -1];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.click();
  }
}
