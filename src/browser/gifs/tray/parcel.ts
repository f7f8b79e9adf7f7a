import { isolate } from "../../../shared/i18n/isolate.js";
import { createElement, createIcon, isComposing } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { showFieldError } from "../../elements/field-error.js";

interface ParcelOptions {
  name: string;
  preview: HTMLElement;
  alt: string;
  isCovered: boolean;
  isFixed: boolean;
  onEnter: () => void;
  onChanged: () => void;
  onRetry: () => void;
  onCancel: () => void;
}

export class Parcel {
  readonly element: HTMLElement;
  readonly name: string;
  readonly handle: HTMLButtonElement;
  readonly cancel: HTMLButtonElement;
  readonly #alt = createElement("input", {
    ...{ class: "input", maxlength: "200", autocomplete: "off", dir: "auto" },
  });
  readonly #cover = createElement("input", { type: "checkbox" });
  readonly #progress = createElement("progress", { max: "1", value: "0", hidden: true });
  readonly #status = createElement("p", { class: "small", role: "status" });
  readonly #retry = createElement("button", { class: "link", type: "button", hidden: true }, t("send.again"));

  constructor(options: ParcelOptions) {
    this.name = options.name;
    this.#alt.value = options.alt;
    this.#alt.placeholder = t("gif.alt");
    this.#alt.setAttribute("aria-label", `${t("gif.alt")} ${isolate(this.name)}`);
    this.#alt.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !isComposing(event)) options.onEnter();
    });
    this.#cover.checked = options.isCovered;
    this.#retry.addEventListener("click", options.onRetry);
    this.handle = this.#createButton("move", "grip", t("tray.move"));
    this.handle.dataset.name = this.name;
    this.cancel = this.#createButton("cancel", "close", "");
    this.#nameCancel("chat.delete");
    this.cancel.addEventListener("click", options.onCancel);
    const words = this.#createWords(options.isFixed);
    const tools = createElement("div", { class: "parcel-tools" }, this.cancel, this.handle);
    this.element = createElement("div", { class: "parcel" }, options.preview, words, tools);
    this.element.addEventListener("input", options.onChanged);
  }

  get alt(): string {
    return this.#alt.value;
  }

  get isCovered(): boolean {
    return this.#cover.checked;
  }

  showSending(): void {
    this.#nameCancel("gif.cancel");
    this.#progress.hidden = false;
    this.#progress.removeAttribute("value");
    this.#retry.hidden = true;
    this.#status.textContent = "";
  }

  showWaiting(key: "send.pending" | "send.waiting"): void {
    this.#nameCancel("gif.cancel");
    this.#retry.hidden = true;
    this.#status.textContent = t(key);
  }

  showProgress(progress: number): void {
    this.#progress.value = progress;
    this.#status.textContent = t("gif.uploading", { percent: Math.round(progress * 100) });
  }

  showIdle(): void {
    this.#progress.hidden = true;
  }

  showFailed(reason: string): void {
    this.#nameCancel("chat.delete");
    this.#status.textContent = `${isolate(this.name)} · ${t("send.failed", { reason })}`;
  }

  showAltError(reason: string): void {
    showFieldError(this.#alt, reason);
  }

  offerRetry(key: "send.again" | "reply.plain"): void {
    this.#retry.textContent = t(key);
    this.#retry.hidden = false;
  }

  #createWords(isFixed: boolean): HTMLElement {
    const cover = createElement("label", { class: "check" }, this.#cover, t("gif.coverOption"));
    const name = createElement("p", { class: "small", dir: "auto" }, this.name);
    const status = createElement("div", { class: "row" }, this.#status, this.#retry);
    const fields = isFixed ? [name] : [this.#alt, cover];
    return createElement("div", { class: "parcel-words" }, ...fields, this.#progress, status);
  }

  #nameCancel(key: "gif.cancel" | "chat.delete"): void {
    this.cancel.title = t(key);
    this.cancel.setAttribute("aria-label", `${t(key)} ${isolate(this.name)}`);
  }

  #createButton(name: string, icon: string, label: string): HTMLButtonElement {
    const attributes = { class: `button quiet bare ${name}`, type: "button", title: label };
    const button = createElement("button", attributes, createIcon(icon));
    button.setAttribute("aria-label", `${label} ${isolate(this.name)}`);
    return button;
  }
}
