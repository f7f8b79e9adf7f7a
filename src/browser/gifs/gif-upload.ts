import { createClientId } from "../base/client-id.js";
import { createElement } from "../base/dom.js";
import { errorMessage } from "../base/i18n.js";
import { mayRetry } from "../room/sending/may-retry.js";
import type { KeptUpload } from "./tray/kept-upload.js";
import { Parcel } from "./tray/parcel.js";
import { PreparedFile } from "./tray/prepared-file.js";
import type { Failure } from "./tray/upload.js";

export interface UploadActions {
  send: () => void;
  changed: () => void;
  refused: (failure: Failure) => void;
  isConnected: () => boolean;
  retry: (upload: GifUpload) => void;
  discard: (upload: GifUpload) => void;
}

export type TrayPicture = Pick<KeptUpload, "fields" | "name"> & Partial<KeptUpload>;

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
    const failure = await this.#upload(this.#abort.signal);
    if (failure) this.#onFailed(failure);
    this.#abort = undefined;
    this.parcel.showIdle();
    return !failure;
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

  #upload(signal: AbortSignal): Promise<Failure | undefined> {
    // On demand, which keeps it out of the room's page.
    return import("./tray/upload.js").then(
      ({ upload }) =>
        upload({
          ...{ file: this.file?.ready, signal },
          getFields: () => ({
            ...this.#picture.fields,
            clientId: this.#clientId,
            alt: this.parcel.alt,
            cover: this.parcel.isCovered && "on",
            replyTo: this.replyTo,
          }),
          onProgress: (progress) => this.parcel.showProgress(progress),
        }),
      () => ({ code: "OFFLINE" }),
    );
  }
}
