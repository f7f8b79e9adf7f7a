import found from "views:partials/found.njk";
import type { Chat } from "../../../shared/events.js";
import { toFoundProps } from "../../../shared/search/found-props.js";
import { createElement } from "../../base/dom.js";
import { addTemplate, renderTemplate } from "../../base/templates.js";
import { showLocalTimes } from "../../base/timestamps.js";
import { isMuted } from "../people/mutes.js";

interface Shown {
  chat: Chat;
  element: HTMLElement;
}

addTemplate("partials/found.njk", found);

export class FoundList {
  readonly element = createElement("ol", { class: "founds", id: "founds" });
  #q = "";
  #shown = new Map<number, Shown>();

  /** Keeps the elements of unchanged results, and so the focus. */
  show(chats: readonly Chat[], q: string): void {
    const known = q === this.#q ? this.#shown : new Map<number, Shown>();
    this.#q = q;
    this.#shown = new Map();
    for (const chat of chats) {
      if (isMuted(chat.author)) continue;
      const same = known.get(chat.seq);
      this.#shown.set(chat.seq, same?.chat === chat ? same : { chat, element: render(chat, q) });
    }
    const elements = new Set([...this.#shown.values()].map(({ element }) => element));
    for (const old of [...this.element.children]) if (!elements.has(old as HTMLElement)) old.remove();
    let next = this.element.firstElementChild;
    for (const element of elements) {
      if (element === next) next = next.nextElementSibling;
      else this.element.insertBefore(element, next);
    }
  }

  mark(seq: number): void {
    for (const { chat, element } of this.#shown.values()) {
      const link = element.querySelector("a");
      if (chat.seq === seq) link?.setAttribute("aria-current", "true");
      else link?.removeAttribute("aria-current");
    }
  }

  linkBeside(step: number): HTMLElement | undefined {
    const links = [...this.element.querySelectorAll<HTMLElement>("a")];
    const at = links.indexOf(document.activeElement as HTMLElement);
    return at < 0 && step < 0 ? undefined : links[at + step];
  }
}

function render(chat: Chat, q: string): HTMLElement {
  const element = renderTemplate("partials/found.njk", { found: toFoundProps(chat, q) });
  showLocalTimes(element);
  return element;
}
