import { showConfirmDialog } from "../base/confirm.js";
import { createElement, createIcon } from "../base/dom.js";
import { text } from "./texts/load-texts.js";
import type { View } from "./view.js";

interface DialogOptions {
  onBack: () => void;
  onDrop: (files: File[]) => void;
  /** Whether closing would throw something away. */
  isMade: () => boolean;
}

interface Shown {
  isFirst?: boolean;
  backLabel?: string;
}

/** The window that the steps of making a GIF share. */
export class MakerDialog {
  readonly #options: DialogOptions;
  readonly #heading = createElement("h2", { id: "maker-title", tabindex: "-1" });
  readonly #back = createIconButton("back", text("back"));
  readonly #close = createIconButton("close", text("close"));
  readonly #body = createElement("div", { class: "maker-body" });
  readonly #said = createElement("p", { class: "visually-hidden", role: "status" });
  readonly #dialog = createElement(
    "dialog",
    { class: "maker", "aria-labelledby": "maker-title" },
    createElement("div", { class: "maker-bar" }, this.#back, this.#heading, this.#close),
    ...[this.#body, this.#said],
  );
  #view: View | undefined;
  #isDiscarded = false;

  constructor(options: DialogOptions) {
    this.#options = options;
    this.#back.addEventListener("click", () => options.onBack());
    this.#close.addEventListener("click", () => void this.#askAndClose());
    this.#dialog.addEventListener("cancel", (event) => {
      if (event.target !== this.#dialog) return;
      event.preventDefault();
      void this.#askAndClose();
    });
    this.#dialog.addEventListener("drop", ({ dataTransfer }) => {
      const files = [...(dataTransfer?.files ?? [])];
      if (files.length) options.onDrop(files);
    });
  }

  /** Resolves, when it is closed, to whether the visitor threw away what was made. */
  open(): Promise<boolean> {
    const opener = document.activeElement;
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    addEventListener("resize", this.#keepFocusInSight);
    return new Promise((resolve) => {
      this.#dialog.addEventListener("close", () => {
        removeEventListener("resize", this.#keepFocusInSight);
        this.#view?.close();
        this.#dialog.remove();
        if (opener instanceof HTMLElement) opener.focus();
        resolve(this.#isDiscarded);
      });
    });
  }

  show(view: View, { isFirst = false, backLabel = text("back") }: Shown = {}): void {
    this.#view?.close();
    // It may have been closed while a question was open.
    if (!this.#dialog.isConnected) return view.close();
    this.#view = view;
    this.#heading.textContent = view.title;
    this.#back.classList.toggle("unused", isFirst);
    this.#back.disabled = isFirst;
    this.#back.setAttribute("aria-label", backLabel);
    this.#back.title = backLabel;
    this.#body.replaceChildren(view.element);
    this.#body.scrollTop = 0;
    this.#heading.focus();
    view.focus();
  }

  announce(message: string): void {
    this.#said.textContent = message;
  }

  asksToDiscard(): Promise<boolean> {
    return showConfirmDialog(text("discard"), text("discardYes"), "delete");
  }

  close(): void {
    this.#dialog.close();
  }

  /** The keyboard of a phone takes away half of the page. */
  readonly #keepFocusInSight = (): void => {
    const { activeElement } = document;
    if (this.#body.contains(activeElement)) activeElement?.scrollIntoView({ block: "nearest" });
  };

  async #askAndClose(): Promise<void> {
    if (this.#options.isMade()) {
      if (!(await this.asksToDiscard())) return;
      this.#isDiscarded = true;
    }
    this.#dialog.close();
  }
}

function createIconButton(icon: string, label: string): HTMLButtonElement {
  const attributes = { class: "button quiet bare", type: "button", "aria-label": label, title: label };
  return createElement("button", attributes, createIcon(icon));
}
