import type { ErrorView } from "../../shared/events.js";
import { createClientId } from "../base/client-id.js";
import { createElement } from "../base/dom.js";
import { errorMessage } from "../base/i18n.js";
import { pageData } from "../room/page-data.js";
import { mayRetry } from "../room/sending/may-retry.js";
import type { KeptUpload } from "./tray/kept-upload.js";
import { Parcel } from "./tray/parcel.js";
import { PreparedFile } from "./tray/prepared-file.js";

export interface UploadActions {
  send: () => void;
  changed: () => void;
  refused: (failure: Failure) => void;
  isConnected: () => boolean;
  retry: (upload: GifUpload) => void;
  discard: (upload: GifUpload) => void;
}

export type TrayPicture = Pick<KeptUpload, "fields" | "name"> & Partial<KeptUpload>;

export type Failure = Pick<ErrorView, "code" | "retryAfter">;

/** A picture in the tray: a file, one of this room again, or one of the pack. */
export class GifUpload {
  readonly parcel: Parcel;
  readonly #picture: TrayPicture;
  readonly #actions: UploadActions;
  /** Undefined if the server has the picture. */
  readonly file: PreparedFile | undefined;
  readonly #clientId: string;
  #abort: AbortController | undefined;
  #isRefused = false;
  #isOffline = false;
  #isWanted = false;
  replyTo: number | undefined;

  constructor(picture: TrayPicture, actions: UploadActions) {
    const { fields, still = "", alt = "", isCovered = false, isFixed = false } = picture;
    this.#picture = picture;
    this.#actions = actions;
    this.#clientId = picture.clientId ?? createClientId();
    this.replyTo = picture.replyTo;
    // A page that was left while it sent goes on with its next connection.
    if (picture.isWanted) this.#isOffline = true;
    this.file = "gif" in fields ? new PreparedFile(fields.gif) : undefined;
    this.parcel = new Parcel({
      ...{ name: picture.name, alt, isCovered },
      preview: this.file?.preview ?? createElement("img", { src: still, alt: "" }),
      isFixed,
      onEnter: actions.send,
      onChanged: actions.changed,
      onRetry: () => actions.retry(this),
      onCancel: () => {
        this.#abort?.abort();
        actions.discard(this);
      },
    });
    if (this.#isOffline) this.parcel.showWaiting("send.waiting");
  }

  /** For good: the same file would be refused again. */
  get isRefused(): boolean {
    return this.#isRefused;
  }

  get isWanted(): boolean {
    return this.#isWanted;
  }

  set isWanted(isWanted: boolean) {
    this.#isWanted = isWanted;
    if (isWanted) this.parcel.showWaiting("send.pending");
  }

  get isOffline(): boolean {
    return this.#isOffline;
  }

  get isSending(): boolean {
    return this.#abort !== undefined;
  }

  async toKept(): Promise<KeptUpload> {
    const { name, still, fields, isFixed = false } = this.#picture;
    const file = await this.file?.ready;
    return {
      ...{ clientId: this.#clientId, name, still, isFixed, fields: file ? { gif: file } : fields },
      ...{ alt: this.parcel.alt, isCovered: this.parcel.isCovered, replyTo: this.replyTo },
      isWanted: this.isWanted || this.isSending || this.#isOffline,
    };
  }

  /** Resolves to whether the picture is stored; if not, the upload shows why and can be retried. */
  async send(): Promise<boolean> {
    this.isWanted = false;
    this.#isOffline = false;
    this.#abort = new AbortController();
    this.parcel.showSending();
    try {
      await this.#upload(this.#abort.signal);
      return true;
    } catch (error) {
      this.#onFailed(toFailure(error));
      return false;
    } finally {
      this.#abort = undefined;
      this.parcel.showIdle();
    }
  }

  #onFailed({ code, retryAfter = 0 }: Failure): void {
    if (code === "SLOW_MODE" && retryAfter) {
      this.isWanted = true;
      return this.#actions.refused({ code, retryAfter });
    }
    this.#isOffline = code === "OFFLINE";
    if (this.#isOffline && !this.#actions.isConnected()) return this.parcel.showWaiting("send.waiting");
    const isBadReply = code === "BAD_REPLY";
    if (isBadReply) this.replyTo = undefined;
    // A description can be made shorter.
    this.#isRefused = !(mayRetry(code) || isBadReply) && code !== "BAD_ALT";
    this.parcel.showFailed(errorMessage(code));
    if (code === "BAD_ALT") return this.parcel.showAltError(errorMessage(code));
    if (this.#isRefused) return;
    const offer = () => this.isSending || this.parcel.offerRetry(isBadReply ? "reply.plain" : "send.again");
    setTimeout(offer, retryAfter * 1000);
  }

  async #upload(signal: AbortSignal): Promise<void> {
    // On demand, which keeps it out of the room's page.
    const { default: axios } = await import("axios");
    const gif = await this.file?.ready;
    if (gif && gif.size > pageData.maxGifBytes) throw new TooBig();
    const data = {
      ...(gif ? { gif } : this.#picture.fields),
      clientId: this.#clientId,
      alt: this.parcel.alt,
      cover: this.parcel.isCovered && "on",
      replyTo: this.replyTo,
    };
    signal.throwIfAborted();
    const fields = Object.entries(data).filter(([, value]) => value);
    await axios.postForm(`/room/${pageData.room}/gif`, Object.fromEntries(fields), {
      signal,
      headers: { Accept: "application/json" },
      onUploadProgress: ({ progress = 0 }) => this.parcel.showProgress(progress),
    });
  }
}

class TooBig extends Error {}

function toFailure(error: unknown): Failure {
  if (error instanceof TooBig) return { code: "GIF_TOO_BIG" };
  const { response } = error as { response?: { data?: { error?: ErrorView } } };
  if (!response) return { code: "OFFLINE" };
  return response.data?.error ?? { code: "UNKNOWN" };
}
