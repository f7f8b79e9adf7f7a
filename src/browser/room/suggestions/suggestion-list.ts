import { createElement, delegate, getElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";

export interface Suggestion {
  text: string;
  content: Node[];
}

/** A list above the composer. The focus stays in the field, which names the current option to screen readers. */
export class SuggestionList {
  readonly #field: HTMLElement;
  readonly #onChoose: (suggestion: Suggestion) => void;
  readonly #list = createElement("ul", {
    class: "suggestions",
    id: "suggestions",
    role: "listbox",
    "aria-label": t("suggest.label"),
    hidden: true,
  });
  readonly #status = createElement("p", { class: "visually-hidden", role: "status" });
  #suggestions: Suggestion[] = [];
  #current = 0;

  constructor(field: HTMLElement, onChoose: (suggestion: Suggestion) => void) {
    this.#field = field;
    this.#onChoose = onChoose;
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.#list.id);
    getElement("[data-composer] > .bar").before(
      createElement("div", { class: "suggestions-place" }, this.#list),
      this.#status,
    );
    // The field would lose the focus.
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    delegate(this.#list, "click", "[role=option]", (option) => {
      this.#onChoose(this.#suggestions[[...this.#list.children].indexOf(option)]!);
    });
  }

  show(suggestions: Suggestion[]): void {
    if (!suggestions.length) return this.close();
    this.#suggestions = suggestions;
    this.#list.replaceChildren(
      ...suggestions.map(({ content }, i) =>
        createElement("li", { role: "option", id: `suggestion-${i}`, "aria-selected": "false" }, ...content),
      ),
    );
    this.#list.hidden = false;
    this.#status.textContent = t("suggest.found", { count: suggestions.length });
    this.#setCurrent(0);
  }

  close(): void {
    this.#list.hidden = true;
    this.#status.textContent = "";
    this.#field.removeAttribute("aria-activedescendant");
  }

  handleKey(key: string): boolean {
    if (this.#list.hidden) return false;
    const count = this.#suggestions.length;
    if (key === "ArrowDown") this.#setCurrent((this.#current + 1) % count);
    else if (key === "ArrowUp") this.#setCurrent((this.#current + count - 1) % count);
    else if (key === "Enter" || key === "Tab") this.#onChoose(this.#suggestions[this.#current]!);
    else if (key === "Escape") this.close();
    else return false;
    return true;
  }

  #setCurrent(place: number): void {
    this.#current = place;
    for (const [i, option] of [...this.#list.children].entries())
      option.setAttribute("aria-selected", String(i === place));
    const option = this.#list.children[place]!;
    option.scrollIntoView({ block: "nearest" });
    this.#field.setAttribute("aria-activedescendant", option.id);
  }
}
