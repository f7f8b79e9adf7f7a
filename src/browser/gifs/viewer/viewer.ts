import { createElement, createIcon, findAll, getElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { createStarButton, showStar } from "../star-buttons.js";
import { createSender, setSize } from "./picture-details.js";
import { onSwipe } from "./swipe.js";
import { Zoom } from "./zoom.js";

/** A picture that a visitor covered is not looked at by going on from another one. */
const VIEWABLE = ".chat:not(.muted) > .said > .gif:not(.covered:not(.shown)) > a";
const ZOOM_STEP = 1.5;

const list = getElement("[data-chats]");
const findLinks = (): HTMLAnchorElement[] => findAll<HTMLAnchorElement>(VIEWABLE, list);
const chatOf = (link: HTMLAnchorElement): HTMLElement => link.closest<HTMLElement>(".chat")!;

type Direction = -1 | 1;

interface ViewerOptions {
  canSave: boolean;
  onClosed: () => void;
}

/** Shows one picture of the conversation at a time, as large as it fits; small ones are enlarged up to a limit. */
class Viewer {
  readonly #place = createElement("span", { class: "number soft small", role: "status" });
  readonly #who = createElement("p", { class: "viewer-who" });
  readonly #stage = createElement("div", { class: "viewer-stage" });
  readonly #caption = createElement("p", { class: "viewer-caption small" });
  readonly #previous = this.#createStep("previous", "gif.previous", -1);
  readonly #next = this.#createStep("next", "gif.next", 1);
  readonly #star = createStarButton();
  readonly #save = createElement(
    "a",
    { class: "button quiet bare", "aria-label": t("gif.save"), title: t("gif.save") },
    createIcon("save"),
  );
  readonly #report = createElement(
    "a",
    {
      class: "button quiet bare",
      "data-report": true,
      "aria-label": t("report.tool"),
      title: t("report.tool"),
    },
    createIcon("flag"),
  );
  readonly #dialog = this.#createDialog();
  /** The message of the picture: an edit may replace its element, and others may show the same picture. */
  #seq: string | undefined;
  #zoom: Zoom | undefined;

  open(link: HTMLAnchorElement, { canSave, onClosed }: ViewerOptions): void {
    this.#save.hidden = !canSave;
    this.#show(link);
    const changes = new MutationObserver(() => this.#onListChanged());
    changes.observe(list, { childList: true });
    this.#dialog.addEventListener("close", () => {
      changes.disconnect();
      onClosed();
      this.#dialog.remove();
      // A room that has ended has moved the focus already.
      if (!document.querySelector(".ended")) (this.#findShown() ?? getElement("#stream")).focus();
    });
    document.body.append(this.#dialog);
    this.#dialog.showModal();
  }

  #show(link: HTMLAnchorElement): void {
    const { width, height } = link.dataset;
    const chat = chatOf(link);
    const { alt } = getElement<HTMLImageElement>("img", link);
    this.#seq = chat.dataset.seq;
    this.#dialog.setAttribute("aria-label", alt);
    const image = createElement("img", { src: link.href, alt });
    setSize(image, Number(width), Number(height));
    this.#zoom = new Zoom(image);
    this.#stage.replaceChildren(image);
    this.#who.replaceChildren(...createSender(chat));
    this.#caption.textContent = link.parentElement?.querySelector("figcaption")?.textContent ?? "";
    this.#save.href = link.href;
    this.#save.download = `${chat.dataset.seq}.${/\.(\w+)$/.exec(link.pathname)?.[1] ?? "gif"}`;
    const report = chat.querySelector<HTMLAnchorElement>("[data-report]");
    this.#report.hidden = !report;
    this.#report.href = report?.href ?? "";
    void showStar(this.#star, link);
    this.#updateSteps();
  }

  #findShown(links = findLinks()): HTMLAnchorElement | undefined {
    return links.find((link) => chatOf(link).dataset.seq === this.#seq);
  }

  #onListChanged(): void {
    if (this.#findShown()) this.#updateSteps();
    else this.#dialog.close();
  }

  #updateSteps(): void {
    const links = findLinks();
    const number = links.indexOf(this.#findShown(links)!) + 1;
    this.#place.textContent = links.length > 1 ? `${number} / ${links.length}` : "";
    const isEnd = { previous: number <= 1, next: number === links.length };
    // Not `disabled`, which would drop the focus.
    this.#previous.setAttribute("aria-disabled", String(isEnd.previous));
    this.#next.setAttribute("aria-disabled", String(isEnd.next));
    for (const button of [this.#previous, this.#next]) button.hidden = links.length < 2;
  }

  #step(direction: Direction): void {
    const links = findLinks();
    const link = links[links.indexOf(this.#findShown(links)!) + direction];
    if (link) this.#show(link);
  }

  #createStep(name: string, key: "gif.previous" | "gif.next", direction: Direction): HTMLButtonElement {
    const button = createElement(
      "button",
      { class: `button quiet bare ${name}`, type: "button", "aria-label": t(key), title: t(key) },
      createIcon("back"),
    );
    button.addEventListener("click", () => this.#step(direction));
    return button;
  }

  #createDialog(): HTMLDialogElement {
    const close = createElement(
      "button",
      { class: "button quiet bare", "aria-label": t("gif.close"), title: t("gif.close"), autofocus: true },
      createIcon("close"),
    );
    const form = createElement("form", { method: "dialog" }, close);
    const parts = [this.#who, this.#place, this.#star, this.#save, this.#report, form];
    const bar = createElement("div", { class: "viewer-bar" }, ...parts);
    const dialog = createElement(
      "dialog",
      { class: "viewer" },
      ...[bar, this.#previous, this.#stage, this.#next, this.#caption],
    );
    dialog.addEventListener("click", ({ target }) => {
      if (target === dialog || target === this.#stage) dialog.close();
    });
    dialog.addEventListener("keydown", ({ key }) => this.#onKey(key));
    onSwipe(this.#stage, (direction) => {
      if (!this.#zoom?.isZoomed) this.#step(direction);
    });
    return dialog;
  }

  #onKey(key: string): void {
    if (key === "ArrowLeft") this.#step(-1);
    if (key === "ArrowRight") this.#step(1);
    if (key === "+" || key === "=") this.#zoom?.zoomBy(ZOOM_STEP);
    if (key === "-") this.#zoom?.zoomBy(1 / ZOOM_STEP);
  }
}

export function openViewer(link: HTMLAnchorElement, options: ViewerOptions): void {
  new Viewer().open(link, options);
}
