import { createElement, getElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { focusComposer } from "../../room/mobile-keyboard.js";
import type { GifUpload } from "../gif-upload.js";
import type { RefusedFiles } from "../refused-files.js";
import type { UploadQueue } from "./upload-queue.js";

export class TrayView {
  refusedFiles: RefusedFiles | undefined;
  readonly parcels = createElement("div", { class: "parcels" });
  readonly #tray = getElement("[data-tray]");
  readonly #line = createElement("p", { class: "tray-line small soft", role: "status" });
  readonly #whispering = getElement("[data-whispering]");
  readonly #field = getElement<HTMLTextAreaElement>("#say");
  readonly #sendButton = getElement(".say button");
  readonly #queue: UploadQueue;

  constructor(queue: UploadQueue) {
    this.#queue = queue;
    // Whispering begins and ends with another draft.
    this.#field.addEventListener("input", () => this.#nameButton());
  }

  update(): void {
    const { uploads, sendable } = this.#queue;
    const isEmpty = !uploads.length && (this.refusedFiles?.isEmpty ?? true);
    this.#tray.classList.toggle("tray", !isEmpty);
    this.#tray.classList.toggle("one", uploads.length === 1);
    this.#field.required = !sendable.length;
    this.#nameButton();
    this.#showParcels(uploads);
    // Not again while they are there, which would take the focus from them.
    if (isEmpty) this.#tray.replaceChildren();
    else if (!this.parcels.isConnected) this.#tray.append(this.#line, this.parcels);
    const text = this.#toLine();
    if (this.#line.textContent !== text) this.#line.textContent = text;
  }

  showProblems(problems: string[]): void {
    const { refusedFiles } = this;
    refusedFiles?.show(problems);
    this.update();
    if (!problems.length || !refusedFiles) return;
    this.parcels.append(refusedFiles.element);
    refusedFiles.element.scrollIntoView({ block: "nearest" });
  }

  /** Only a focus that is lost moves on: the visitor may be writing, or may have opened something else. */
  keepFocus(change: () => void): void {
    const { activeElement: before } = document;
    const wasInTray = this.#tray.contains(before);
    change();
    const isLost = !before?.isConnected || before === document.body;
    if (!isLost && before !== this.#sendButton) return;
    const next = this.#queue.sendable[0]?.parcel.cancel;
    if (!next) focusComposer();
    else if (wasInTray && isLost) next.focus();
  }

  #showParcels(uploads: readonly GifUpload[]): void {
    const shown = new Set(uploads.map(({ parcel }) => parcel.element));
    for (const element of this.parcels.querySelectorAll<HTMLElement>(".parcel"))
      if (!shown.has(element)) element.remove();
    for (const element of shown) if (element.parentElement !== this.parcels) this.parcels.append(element);
  }

  #toLine(): string {
    const { uploads, isSending, progress } = this.#queue;
    if (isSending && progress.count > 1) return t("tray.sending", progress);
    return uploads.length ? t("tray.count", { count: uploads.length }) : "";
  }

  #nameButton(): void {
    const count = this.#whispering.hidden ? this.#queue.sendable.length : 0;
    this.#sendButton.setAttribute("aria-label", count ? t("gif.send", { count }) : t("chat.send"));
  }

  onProblemsClosed(): void {
    this.update();
    if (!this.#queue.sendable.length) focusComposer();
  }
}
