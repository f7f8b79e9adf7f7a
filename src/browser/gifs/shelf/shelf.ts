import { createElement, getElement, isComposing } from "../../base/dom.js";
import { errorMessage, t } from "../../base/i18n.js";
import { preferences } from "../../base/safe-storage.js";
import type { Accept } from "../../maker/view.js";
import { showToast } from "../../room/toast.js";
import type { ShelfPicture } from "../tray/shelf-picture.js";
import { PictureGrid } from "./picture-grid.js";
import { createActions } from "./shelf-actions.js";
import { ShelfTabs, tabNames } from "./shelf-tabs.js";
import type { ShelfItem, ShelfTab, TabName } from "./tabs/shelf-tab.js";
import { text } from "./texts/load-texts.js";

const KEY = "shelf";

type State = "loading" | "failed" | "ready";
export interface ShelfParts {
  createTab: (name: TabName, onChange: () => void) => ShelfTab;
  /** Of the tray: whether the picture is on its way. */
  send: (picture: ShelfPicture) => boolean;
  addMade: Accept;
}

/** The dialog with what may be sent: pictures of this room, the visitor's own ones, and the pack. */
export class Shelf {
  readonly dialog: HTMLDialogElement;
  readonly #search = createElement("input", {
    ...{ class: "input", type: "text", role: "searchbox", dir: "auto", autocomplete: "off" },
    ...{ enterkeyhint: "search", "aria-label": text("search"), placeholder: text("search") },
    // On a touch screen it would raise the keyboard over the pictures.
    autofocus: matchMedia("(pointer: fine)").matches,
  });
  readonly #text = createElement("p", { class: "shelf-text soft", role: "status" });
  readonly #retry = createElement("button", { class: "button slim", type: "button" }, t("send.again"));
  readonly #more = createElement("button", { class: "button slim", type: "button" }, t("find.more"));
  readonly #panel = createElement("div", {
    ...{ class: "shelf-panel", id: "shelf-panel", role: "tabpanel", tabindex: "-1", autofocus: true },
  });
  readonly #footer = createElement("div", { class: "shelf-foot" });
  readonly #tabs: ShelfTabs;
  readonly #grid: PictureGrid;
  readonly #parts: ShelfParts;
  readonly #open = new Map<TabName, { tab: ShelfTab; state: State }>();
  #current: TabName;

  constructor(parts: ShelfParts) {
    this.#parts = parts;
    this.#current = tabNames.find((name) => name === preferences.read(KEY)) ?? "room";
    this.#tabs = new ShelfTabs(this.#panel, (name) => this.#select(name));
    this.#grid = new PictureGrid(this.#panel, {
      onChoose: (item) => void this.#choose(item),
      onDelete: (item) => this.#tab.onDelete?.(item),
      onLeaveTop: () => this.#search.focus(),
    });
    this.#panel.append(this.#text, this.#retry, this.#grid.element, this.#more);
    this.dialog = this.#createDialog();
    this.#listen();
    this.#select(this.#current);
  }

  close(): void {
    this.#grid.close();
    for (const { tab } of this.#open.values()) tab.close();
  }

  get #tab(): ShelfTab {
    return this.#open.get(this.#current)!.tab;
  }

  #createDialog(): HTMLDialogElement {
    return createElement(
      "dialog",
      { class: "shelf", "aria-label": text("title") },
      createActions(() => this.dialog.close(), this.#parts.addMade),
      this.#tabs.element,
      createElement("div", { class: "shelf-search" }, this.#search),
      this.#panel,
      this.#footer,
      createElement("div", { "data-notices": true, role: "status" }),
    );
  }

  #listen(): void {
    this.#search.addEventListener("input", () => this.#draw());
    this.#search.addEventListener("keydown", (event) => {
      if (isComposing(event) || (event.key !== "Enter" && event.key !== "ArrowDown")) return;
      event.preventDefault();
      this.#grid.focusFirst();
    });
    this.#retry.addEventListener("click", () => void this.#load(this.#current));
    this.#more.addEventListener("click", () => void this.#loadMore());
    this.dialog.addEventListener("click", ({ target }) => {
      // Its own padding is none, so this is the area around it.
      if (target === this.dialog) this.dialog.close();
    });
  }

  #select(name: TabName): void {
    this.#current = name;
    preferences.write(KEY, name);
    this.#tabs.mark(name);
    this.dialog.dataset.tab = name;
    this.#panel.setAttribute("aria-labelledby", `shelf-${name}`);
    if (!this.#open.has(name)) {
      const tab = this.#parts.createTab(name, () => this.#draw());
      this.#open.set(name, { tab, state: "loading" });
      void this.#load(name);
    } else this.#draw();
    this.#footer.replaceChildren(...(this.#tab.footer ? [this.#tab.footer] : []));
    this.#panel.scrollTop = 0;
  }

  async #load(name: TabName): Promise<void> {
    const opened = this.#open.get(name)!;
    opened.state = "loading";
    this.#draw();
    opened.state = await opened.tab.load().then(
      () => "ready",
      (error) => onFailed(error),
    );
    this.#draw();
  }

  async #loadMore(): Promise<void> {
    const opened = this.#open.get(this.#current)!;
    opened.state = "loading";
    this.#draw();
    opened.state = await opened.tab.loadMore().then(() => "ready", onFailed);
    this.#draw();
  }

  #draw(): void {
    const { tab, state } = this.#open.get(this.#current)!;
    const query = this.#search.value.trim();
    const items = tab.find(query);
    this.#grid.show(items);
    const text = this.#toText(state, items.length, query);
    if (this.#text.textContent !== text) this.#text.textContent = text;
    this.#text.classList.toggle("visually-hidden", items.length > 0 && state !== "failed");
    this.#retry.hidden = state !== "failed";
    this.#more.hidden = state !== "ready" || !tab.hasMore;
    this.#panel.setAttribute("aria-busy", String(state === "loading"));
  }

  #toText(state: State, count: number, query: string): string {
    if (state === "failed") return text("failed");
    if (count) return query ? text("found", { count }) : "";
    if (state === "loading") return text("loading");
    return query ? t("find.none") : this.#tab.emptyText;
  }

  async #choose(item: ShelfItem): Promise<void> {
    if (this.#tab.onChosen?.(item)) return;
    const fields = await item.getFields().catch(onFailed);
    if (fields === "failed") return showToast(text("failed"));
    const { name, alt, still } = item;
    const isSent = this.#parts.send({
      ...{ fields, name, ...(alt && { alt }) },
      ...(!("gif" in fields) && { still }),
    });
    if (isSent) this.dialog.close();
    else if (!getElement("[data-notices]", this.dialog).hasChildNodes()) showToast(errorMessage("SLOW_MODE"));
  }
}

function onFailed(error: unknown): "failed" {
  console.warn(error);
  return "failed";
}
