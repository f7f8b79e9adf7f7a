import type { GifUpload } from "../gif-upload.js";

const LOOK_AGAIN_MS = 500;

interface QueueOptions {
  onChanged: () => void;
  onSent: () => void;
  getWaitMs: () => number;
}

/** The pictures of the tray in their order, and the one of them that is being sent. */
export class UploadQueue {
  readonly #options: QueueOptions;
  readonly #uploads: GifUpload[] = [];
  #isSending = false;
  #doneInRun = 0;
  #returns = 0;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  get uploads(): readonly GifUpload[] {
    return this.#uploads;
  }

  get isSending(): boolean {
    return this.#isSending;
  }

  /** Refused ones stay in sight until they are discarded. */
  get sendable(): GifUpload[] {
    return this.#uploads.filter(({ isRefused }) => !isRefused);
  }

  /** Which of how many is being sent. */
  get progress(): { number: number; count: number } {
    const left = this.#uploads.filter(({ isWanted, isSending }) => isWanted || isSending).length;
    return { number: this.#doneInRun + 1, count: this.#doneInRun + Math.max(1, left) };
  }

  add(...uploads: GifUpload[]): void {
    this.#uploads.push(...uploads);
  }

  remove(upload: GifUpload): void {
    const index = this.#uploads.indexOf(upload);
    if (index >= 0) this.#uploads.splice(index, 1);
  }

  /** As their elements stand now. */
  order(elements: Element[]): void {
    const place = ({ parcel }: GifUpload) => elements.indexOf(parcel.element);
    this.#uploads.sort((a, b) => place(a) - place(b));
  }

  clear(): void {
    this.#uploads.length = 0;
  }

  /** Not those that are chosen later: the visitor may still be describing them. */
  want(): GifUpload[] {
    const wanted = this.sendable.filter(({ isSending }) => !isSending);
    for (const upload of wanted) upload.isWanted = true;
    return wanted;
  }

  wantOffline(): void {
    this.#returns++;
    for (const upload of this.#uploads) upload.isWanted ||= upload.isOffline;
  }

  get wasConnected(): boolean {
    return this.#returns > 0;
  }

  /** One at a time, which keeps their order. */
  async sendWanted(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    this.#doneInRun = 0;
    this.#options.onChanged();
    const findNext = () => this.#uploads.find(({ isWanted }) => isWanted);
    for (let next = findNext(); next; next = findNext()) {
      const ms = this.#options.getWaitMs();
      if (ms) await new Promise((resolve) => setTimeout(resolve, Math.min(ms, LOOK_AGAIN_MS)));
      else await this.#send(next);
      if (!ms && !next.isWanted) this.#doneInRun++;
    }
    this.#isSending = false;
    this.#options.onChanged();
  }

  async #send(upload: GifUpload): Promise<void> {
    const before = this.#returns;
    const sending = upload.send();
    this.#options.onChanged();
    if (await sending) {
      this.remove(upload);
      this.#options.onSent();
    } else upload.isWanted ||= upload.isOffline && this.#returns > before;
    this.#options.onChanged();
  }
}
