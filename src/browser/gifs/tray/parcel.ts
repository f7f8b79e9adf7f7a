import { isolate } from "../../../shared/i18n/isolate.js";
import { createElement, createIcon, isComposing } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { showFieldError } from "../../elements/field-error.js";

interface ParcelOptions {
  name: string;
  preview: HTMLElement;
  alt: string;
  /** One from the shelf is on its way already: there is no time to describe it. */
  isFixed: boolean;
  onEnter: () => void;
  onRetry: () => void;
  onCancel: () => void;
}

/** How the tray shows one picture. */
export class Parcel {
  readonly element: HTMLElement;
  readonly #name: string;
  readonly #alt = createElement("input", {
    ...{ class: "input", maxlength: "200", autocomplete: "off", dir: "auto" },
  });
  readonly #cover = createElement("input", { type: "checkbox" });
  readonly #progress = createElement("progress", { max: "1", value: "0", hidden: true });
  readonly #status = createElement("p", { class: "small", role: "status" });
  readonly #retry = createElement("button", { class: "link", type: "button", hidden: true }, t("send.again"));

  constructor({ name, preview, alt, isFixed, onEnter, onRetry, onCancel }: ParcelOptions) {
    this.#name = name;
    this.#alt.value = alt;
    this.#alt.placeholder = t("gif.alt");
    this.#alt.setAttribute("aria-label", `${t("gif.alt")} ${isolate(name)}`);
    this.#alt.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !isComposing(event)) onEnter();
    });
    this.#retry.addEventListener("click", onRetry);
    const cover = createElement("label", { class: "check" }, this.#cover, t("gif.coverOption"));
    const described = isFixed
      ? [createElement("p", { class: "small", dir: "auto" }, name)]
      : [this.#alt, cover];
    const status = createElement("div", { class: "row" }, this.#status, this.#retry);
    const words = createElement("div", { class: "parcel-words" }, ...described, this.#progress, status);
    this.element = createElement("div", { class: "parcel" }, preview, words, this.#createCancel(onCancel));
  }

  get alt(): string {
    return this.#alt.value;
  }

  get isCovered(): boolean {
    return this.#cover.checked;
  }

  focus(): void {
    this.#alt.focus();
  }

  showSending(): void {
    this.#progress.hidden = false;
    this.#retry.hidden = true;
    this.#status.textContent = "";
  }

  showProgress(progress: number): void {
    this.#progress.value = progress;
    this.#status.textContent = t("gif.uploading", { percent: Math.round(progress * 100) });
  }

  showSent(): void {
    this.#progress.hidden = true;
  }

  showFailed(reason: string): void {
    this.#progress.hidden = true;
    this.#status.textContent = `${isolate(this.#name)} · ${t("send.failed", { reason })}`;
  }

  showAltError(reason: string): void {
    showFieldError(this.#alt, reason);
  }

  offerRetry(key: "send.again" | "reply.plain"): void {
    this.#retry.textContent = t(key);
    this.#retry.hidden = false;
  }

  #createCancel(onCancel: () => void): HTMLButtonElement {
    const label = `${t("gif.cancel")} ${isolate(this.#name)}`;
    const attributes = { class: "button quiet bare", type: "button", "aria-label": label };
    const button = createElement("button", attributes, createIcon("close"));
    button.addEventListener("click", onCancel);
    return button;
  }
}
