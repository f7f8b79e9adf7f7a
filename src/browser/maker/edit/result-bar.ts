import { createElement } from "../../base/dom.js";
import type { Encoded } from "../engine/types.js";
import { text } from "../texts/load-texts.js";
import { toSeconds } from "../view.js";

const MEGABYTE = 1024 * 1024;

/** Says what will be sent, and sends it to the tray. */
export class ResultBar {
  readonly #size = createElement("p", { class: "maker-size number" });
  readonly #said = createElement("p", { class: "visually-hidden", role: "status" });
  readonly #progress = createElement("progress", { max: "1", value: "0", "aria-hidden": "true" });
  readonly #use = createElement("button", { class: "button primary" }, text("use"));
  readonly element = createElement(
    "div",
    { class: "maker-result" },
    createElement("div", { class: "maker-made" }, this.#size, this.#progress),
    ...[this.#said, this.#use],
  );

  get isReady(): boolean {
    return !this.#use.disabled;
  }

  showProgress(share: number): void {
    this.#use.disabled = true;
    this.#progress.hidden = false;
    this.#progress.value = share;
    this.#size.textContent = text("making", { percent: Math.round(share * 100) });
  }

  showResult({ file, durationMs, width, height, isReduced }: Encoded): void {
    const megabytes = Math.max(0.1, Math.round((file.size / MEGABYTE) * 10) / 10);
    const size = text("size", { megabytes, seconds: toSeconds(durationMs), width, height });
    this.#size.textContent = isReduced ? `${size}. ${text("reduced")}` : size;
    this.#said.textContent = this.#size.textContent;
    this.#progress.hidden = true;
    this.#use.disabled = false;
  }

  showFailure(): void {
    this.#size.textContent = text("tooLong");
    this.#said.textContent = this.#size.textContent;
    this.#progress.hidden = true;
  }
}
