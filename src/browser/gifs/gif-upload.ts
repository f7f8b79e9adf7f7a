import type { ErrorView } from "../../shared/events.js";
import { isolate } from "../../shared/i18n/isolate.js";
import { createClientId } from "../base/client-id.js";
import { createElement, createIcon, isComposing } from "../base/dom.js";
import { errorMessage, t } from "../base/i18n.js";
import { showFieldError } from "../elements/field-error.js";
import { pageData } from "../room/page-data.js";
import { mayRetry } from "../room/sending/may-retry.js";
import { createPreview } from "./preview.js";

interface UploadActions {
  send: () => void;
  retry: (upload: GifUpload) => void;
  discard: (upload: GifUpload) => void;
}

export class GifUpload {
  readonly element: HTMLElement;
  readonly #file: File;
  /** The same for every retry, so that the server stores the GIF once. */
  readonly #clientId = createClientId();
  readonly #alt = createElement("input", {
    ...{ class: "input", maxlength: "200", autocomplete: "off", dir: "auto" },
  });
  readonly #cover = createElement("input", { type: "checkbox" });
  readonly #progress = createElement("progress", { max: "1", value: "0", hidden: true });
  readonly #status = createElement("p", { class: "small", role: "status" });
  readonly #retry = createElement("button", { class: "link", type: "button", hidden: true }, t("send.again"));
  #abort: AbortController | undefined;
  #isRefused = false;
  #isOffline = false;
  isWanted = false;
  replyTo: number | undefined;

  constructor(file: File, actions: UploadActions) {
    this.#file = file;
    this.#alt.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !isComposing(event)) actions.send();
    });
    this.#retry.addEventListener("click", () => actions.retry(this));
    this.#alt.placeholder = t("gif.alt");
    this.#alt.setAttribute("aria-label", `${t("gif.alt")} ${isolate(file.name)}`);
    const cover = createElement("label", { class: "check" }, this.#cover, t("gif.coverOption"));
    const status = createElement("div", { class: "row" }, this.#status, this.#retry);
    const fields = createElement("div", { class: "parcel-words" }, this.#alt, cover, this.#progress, status);
    const cancel = this.#createCancelButton(actions.discard);
    this.element = createElement("div", { class: "parcel" }, createPreview(file), fields, cancel);
  }

  /** For good: the same file would be refused again. */
  get isRefused(): boolean {
    return this.#isRefused;
  }

  get isOffline(): boolean {
    return this.#isOffline;
  }

  get isSending(): boolean {
    return this.#abort !== undefined;
  }

  focus(): void {
    this.#alt.focus();
  }

  /** Resolves to whether the GIF is stored; if not, the upload shows why and can be retried. */
  async send(): Promise<boolean> {
    this.isWanted = false;
    this.#isOffline = false;
    this.#abort = new AbortController();
    this.#progress.hidden = false;
    this.#retry.hidden = true;
    this.#showStatus("");
    try {
      await this.#upload(this.#abort.signal);
      return true;
    } catch (error) {
      this.#onFailed(toErrorView(error));
      return false;
    } finally {
      this.#abort = undefined;
      this.#progress.hidden = true;
    }
  }

  #onFailed({ code, retryAfter = 0 }: Pick<ErrorView, "code" | "retryAfter">): void {
    // A description can be made shorter.
    this.#isOffline = code === "OFFLINE";
    const isBadReply = code === "BAD_REPLY";
    if (isBadReply) this.replyTo = undefined;
    this.#isRefused = !(mayRetry(code) || isBadReply) && code !== "BAD_ALT";
    this.#retry.textContent = t(isBadReply ? "reply.plain" : "send.again");
    this.#showStatus(`${isolate(this.#file.name)} · ${t("send.failed", { reason: errorMessage(code) })}`);
    if (code === "BAD_ALT") return showFieldError(this.#alt, errorMessage(code));
    if (mayRetry(code) || isBadReply) setTimeout(() => this.#offerRetry(), retryAfter * 1000);
  }

  #offerRetry(): void {
    this.#retry.hidden = this.#abort !== undefined;
  }

  #createCancelButton(discard: UploadActions["discard"]): HTMLButtonElement {
    const label = `${t("gif.cancel")} ${isolate(this.#file.name)}`;
    const attributes = { class: "button quiet bare", type: "button", "aria-label": label };
    const button = createElement("button", attributes, createIcon("close"));
    button.addEventListener("click", () => {
      this.#abort?.abort();
      discard(this);
    });
    return button;
  }

  async #upload(signal: AbortSignal): Promise<void> {
    // On demand, which keeps it out of the room's page.
    const { default: axios } = await import("axios");
    const data = {
      gif: this.#file,
      clientId: this.#clientId,
      alt: this.#alt.value,
      cover: this.#cover.checked && "on",
      replyTo: this.replyTo,
    };
    const fields = Object.entries(data).filter(([, value]) => value);
    await axios.postForm(`/room/${pageData.room}/gif`, Object.fromEntries(fields), {
      signal,
      headers: { Accept: "application/json" },
      onUploadProgress: ({ progress = 0 }) => {
        this.#progress.value = progress;
        this.#showStatus(t("gif.uploading", { percent: Math.round(progress * 100) }));
      },
    });
  }

  #showStatus(text: string): void {
    this.#status.textContent = text;
  }
}

function toErrorView(error: unknown): Pick<ErrorView, "code" | "retryAfter"> {
  const { response } = error as { response?: { data?: { error?: ErrorView } } };
  if (!response) return { code: "OFFLINE" };
  return response.data?.error ?? { code: "UNKNOWN" };
}
