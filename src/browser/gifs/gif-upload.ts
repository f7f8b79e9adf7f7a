import { element, icon, isComposing } from "../base/dom.js";
import { sentenceFor, t } from "../base/i18n.js";
import { place } from "../room/page-data.js";
import { makeId } from "../room/sending/outbox.js";
import { drawStill } from "./preview.js";

/** One GIF on its way: its picture, what it shows, how far it is. */
export class Parcel {
  readonly element: HTMLElement;
  readonly #file: File;
  /** Stays the same however often it is sent, so that it is stored once. */
  readonly #clientId = makeId();
  readonly #alt = element("input", { class: "input", maxlength: "200", autocomplete: "off" });
  readonly #cover = element("input", { type: "checkbox" });
  readonly #progress = element("progress", { max: "1", value: "0", hidden: true });
  readonly #state = element("p", { class: "small", role: "status" });
  readonly #again = element("button", { class: "link", type: "button", hidden: true }, t("send.again"));
  #abort: AbortController | undefined;

  constructor(file: File, send: () => void, discard: (parcel: Parcel) => void) {
    this.#file = file;
    const label = { type: "button", "aria-label": `${t("gif.cancel")} ${file.name}` };
    const cancel = element("button", { class: "button quiet bare", ...label }, icon("close"));
    cancel.addEventListener("click", () => {
      this.#abort?.abort();
      discard(this);
    });
    this.#alt.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !isComposing(event)) send();
    });
    this.#again.addEventListener("click", send);
    this.#alt.placeholder = t("gif.alt");
    this.#alt.setAttribute("aria-label", `${t("gif.alt")} ${file.name}`);
    const cover = element("label", { class: "check" }, this.#cover, t("gif.coverOption"));
    const state = element("div", { class: "row" }, this.#state, this.#again);
    const words = element("div", { class: "parcel-words" }, this.#alt, cover, this.#progress, state);
    this.element = element("div", { class: "parcel" }, drawStill(file), words, cancel);
  }

  focus(): void {
    this.#alt.focus();
  }

  /** Whether it is stored now; if not, it says why and stays. */
  async send(): Promise<boolean> {
    if (this.#abort) return false;
    this.#abort = new AbortController();
    this.#progress.hidden = false;
    this.#again.hidden = true;
    this.#tell("");
    try {
      await this.#upload(this.#abort.signal);
      return true;
    } catch (error) {
      this.#tell(t("send.failed", { reason: sentenceFor(codeOf(error)) }));
      this.#again.hidden = false;
      return false;
    } finally {
      this.#abort = undefined;
      this.#progress.hidden = true;
    }
  }

  async #upload(signal: AbortSignal): Promise<void> {
    // Loaded with the first GIF, not with the page.
    const { default: axios } = await import("axios");
    const data = {
      gif: this.#file,
      clientId: this.#clientId,
      alt: this.#alt.value,
      cover: this.#cover.checked && "on",
    };
    const fields = Object.entries(data).filter(([, value]) => value);
    await axios.postForm(`/room/${place.room}/gif`, Object.fromEntries(fields), {
      signal,
      headers: { Accept: "application/json" },
      onUploadProgress: ({ progress = 0 }) => {
        this.#progress.value = progress;
        this.#tell(t("gif.uploading", { percent: Math.round(progress * 100) }));
      },
    });
  }

  #tell(text: string): void {
    this.#state.textContent = text;
  }
}

/** A refusal has a code; anything else that goes wrong on the way is the connection. */
function codeOf(error: unknown): string {
  const { response } = error as { response?: { data?: { error?: { code?: string } } } };
  if (!response) return "OFFLINE";
  return response.data?.error?.code ?? "UNKNOWN";
}
