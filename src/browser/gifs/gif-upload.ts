import type { ErrorView } from "../../shared/events.js";
import { createClientId } from "../base/client-id.js";
import { createElement } from "../base/dom.js";
import { errorMessage } from "../base/i18n.js";
import { pageData } from "../room/page-data.js";
import { mayRetry } from "../room/sending/may-retry.js";
import { createPreview } from "./preview.js";
import { Parcel } from "./tray/parcel.js";
import type { PictureFields, ShelfPicture } from "./tray/shelf-picture.js";

interface UploadActions {
  send: () => void;
  retry: (upload: GifUpload) => void;
  discard: (upload: GifUpload) => void;
}

type Failure = Pick<ErrorView, "code" | "retryAfter">;

/** A picture in the tray: a file, one of this room again, or one of the pack. */
export class GifUpload {
  readonly #fields: PictureFields;
  readonly #parcel: Parcel;
  /** The same for every retry, so that the server stores the picture once. */
  readonly #clientId = createClientId();
  #abort: AbortController | undefined;
  #isRefused = false;
  #isOffline = false;
  isWanted = false;
  replyTo: number | undefined;

  constructor(picture: File | ShelfPicture, actions: UploadActions) {
    const isFile = picture instanceof File;
    this.#fields = isFile ? { gif: picture } : picture.fields;
    this.#parcel = new Parcel({
      name: picture.name,
      preview: isFile
        ? createPreview(picture)
        : createElement("img", { src: picture.still, alt: "", decoding: "async" }),
      alt: (!isFile && picture.alt) || "",
      isFixed: !isFile,
      onEnter: actions.send,
      onRetry: () => actions.retry(this),
      onCancel: () => {
        this.#abort?.abort();
        actions.discard(this);
      },
    });
  }

  get element(): HTMLElement {
    return this.#parcel.element;
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
    this.#parcel.focus();
  }

  /** Resolves to whether the GIF is stored; if not, the upload shows why and can be retried. */
  async send(): Promise<boolean> {
    this.isWanted = false;
    this.#isOffline = false;
    this.#abort = new AbortController();
    this.#parcel.showSending();
    try {
      await this.#upload(this.#abort.signal);
      return true;
    } catch (error) {
      this.#onFailed(toFailure(error));
      return false;
    } finally {
      this.#abort = undefined;
      this.#parcel.showSent();
    }
  }

  #onFailed({ code, retryAfter = 0 }: Failure): void {
    // A description can be made shorter.
    this.#isOffline = code === "OFFLINE";
    const isBadReply = code === "BAD_REPLY";
    if (isBadReply) this.replyTo = undefined;
    this.#isRefused = !(mayRetry(code) || isBadReply) && code !== "BAD_ALT";
    this.#parcel.showFailed(errorMessage(code));
    if (code === "BAD_ALT") return this.#parcel.showAltError(errorMessage(code));
    if (this.#isRefused) return;
    const offer = () => this.isSending || this.#parcel.offerRetry(isBadReply ? "reply.plain" : "send.again");
    setTimeout(offer, retryAfter * 1000);
  }

  async #upload(signal: AbortSignal): Promise<void> {
    // On demand, which keeps it out of the room's page.
    const { default: axios } = await import("axios");
    const data = {
      ...this.#fields,
      clientId: this.#clientId,
      alt: this.#parcel.alt,
      cover: this.#parcel.isCovered && "on",
      replyTo: this.replyTo,
    };
    const fields = Object.entries(data).filter(([, value]) => value);
    await axios.postForm(`/room/${pageData.room}/gif`, Object.fromEntries(fields), {
      signal,
      headers: { Accept: "application/json" },
      onUploadProgress: ({ progress = 0 }) => this.#parcel.showProgress(progress),
    });
  }
}

function toFailure(error: unknown): Failure {
  const { response } = error as { response?: { data?: { error?: ErrorView } } };
  if (!response) return { code: "OFFLINE" };
  return response.data?.error ?? { code: "UNKNOWN" };
}
