import { createElement } from "../../base/dom.js";
import type { Clip, Progress } from "../engine/types.js";
import { createButton } from "../live/problem-panel.js";
import { text } from "../texts/load-texts.js";
import type { View } from "../view.js";

export interface ReadingOptions {
  onClip: (clip: Clip) => void;
  chooseOther: () => void;
}

interface ReadingTexts {
  reading: string;
  unreadable: string;
  chooseOther: string;
}

type Read = (signal: AbortSignal, onProgress: Progress) => Promise<Clip>;

/** Asks how to read the chosen files, then reads them. */
export abstract class ReadingView implements View {
  abstract readonly title: string;
  readonly element = createElement("form", { class: "maker-reading" });
  protected readonly options: ReadingOptions;
  readonly #texts: ReadingTexts;
  readonly #closing = new AbortController();
  #read: Read | undefined;

  constructor(options: ReadingOptions, texts: ReadingTexts) {
    this.options = options;
    this.#texts = texts;
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.read();
    });
  }

  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  focus(): void {
    this.element.querySelector<HTMLElement>("input, button")?.focus();
  }

  close(): void {
    this.#closing.abort();
  }

  protected show(fields: HTMLElement[], read: Read): void {
    this.#read = read;
    const goOn = createElement("button", { class: "button primary" }, text("goOn"));
    this.element.replaceChildren(...fields, createElement("div", { class: "maker-actions" }, goOn));
  }

  protected async read(read = this.#read): Promise<void> {
    if (!read) return;
    this.#read = undefined;
    const progress = this.showWaiting();
    try {
      const clip = await read(this.signal, (share) => {
        progress.value = share;
      });
      if (!this.signal.aborted) this.options.onClip(clip);
    } catch {
      if (!this.signal.aborted) this.showUnreadable();
    }
  }

  protected showWaiting(): HTMLProgressElement {
    const progress = createElement("progress", { max: "1", "aria-label": this.#texts.reading });
    const said = createElement("p", { role: "status" }, this.#texts.reading);
    this.element.replaceChildren(createElement("div", { class: "maker-problem" }, said, progress));
    return progress;
  }

  protected showUnreadable(): void {
    const other = createButton(this.#texts.chooseOther, "primary", this.options.chooseOther);
    const problem = { class: "maker-problem", role: "alert" };
    this.element.replaceChildren(
      createElement("div", problem, createElement("p", {}, this.#texts.unreadable), other),
    );
    other.focus();
  }
}
