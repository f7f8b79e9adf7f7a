import { getElement } from "../base/dom.js";
import { t } from "../base/i18n.js";

/** Of pages but the first: the rooms opened since, which only the first page shows. */
export class OpenedSince {
  readonly #rooms = new Set<string>();

  add(room: string): void {
    this.#rooms.add(room);
    this.#show();
  }

  remove(room: string): void {
    if (this.#rooms.delete(room)) this.#show();
  }

  #show(): void {
    const count = this.#rooms.size;
    const text = getElement("[data-opened-since]");
    text.hidden = count === 0;
    text.textContent = t("lobby.openedSince", { count });
  }
}
