import type { ErrorView, RoomView } from "../../../shared/events.js";
import { findAll, getElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { serverNow } from "../../base/server-clock.js";
import { pageData } from "../page-data.js";

const TICK_MS = 250;

interface SpeakingOptions {
  isSending: () => boolean;
  onReadOnly: () => void;
  onFree: () => void;
}

/** Slow mode and read-only rooms in the composer. Hosts and acting hosts are exempt; the server checks each message. */
export class SpeakingRules {
  readonly #room = getElement("main.room");
  readonly #field = getElement<HTMLTextAreaElement>("#say");
  readonly #slowLine = getElement("[data-slow-line]");
  readonly #readOnlyLine = getElement("[data-read-only-line]");
  readonly #said = getElement("[data-slow-said]");
  readonly #options: SpeakingOptions;
  #lastSpokeAt = readLastSpokeAt();
  #notBefore = 0;
  #wasSlow = false;

  constructor(options: SpeakingOptions) {
    this.#options = options;
    this.#field.addEventListener("input", () => this.#showReadOnly());
    setInterval(() => this.#showWait(), TICK_MS);
    this.update();
  }

  get isReadOnly(): boolean {
    return pageData.readOnly && !pageData.isModerator;
  }

  setRoom({ slow, readOnly }: RoomView): void {
    Object.assign(pageData, { slow, readOnly });
    this.update();
  }

  update(): void {
    this.#showReadOnly();
    this.#showWait();
    if (this.#wasSlow && !this.#isSlow) {
      this.#notBefore = 0;
      this.#options.onFree();
    }
    this.#wasSlow = this.#isSlow;
  }

  onSpoke(createdAt: string): void {
    this.#lastSpokeAt = Math.max(this.#lastSpokeAt, Date.parse(createdAt));
    this.#showWait();
  }

  onRefused({ code, retryAfter }: Pick<ErrorView, "code" | "retryAfter">): void {
    if (code === "SLOW_MODE" && retryAfter) this.#notBefore = serverNow() + retryAfter * 1000;
    this.#showWait();
  }

  maySend(): boolean {
    if (this.isReadOnly) return false;
    if (!this.#isSlow || (!this.#secondsLeft && !this.#options.isSending())) return true;
    this.#said.textContent = this.#slowText();
    return false;
  }

  get #isSlow(): boolean {
    return pageData.slow > 0 && !pageData.isModerator;
  }

  get waitMs(): number {
    const next = this.#isSlow ? this.#lastSpokeAt + pageData.slow * 1000 : 0;
    return Math.max(0, Math.max(next, this.#notBefore) - serverNow());
  }

  get #secondsLeft(): number {
    return Math.ceil(this.waitMs / 1000);
  }

  #slowText(): string {
    const seconds = this.#secondsLeft;
    if (seconds) return t("slow.next", { seconds });
    return this.#options.isSending() ? t("slow.sending") : t("slow.every", { seconds: pageData.slow });
  }

  #showWait(): void {
    const isShown = this.#isSlow && !this.isReadOnly;
    this.#slowLine.hidden = !isShown;
    this.#room.classList.toggle("waiting-turn", isShown && this.#secondsLeft > 0);
    const line = getElement("span", this.#slowLine);
    const text = isShown ? this.#slowText() : "";
    if (line.textContent !== text) line.textContent = text;
  }

  #showReadOnly(): void {
    const { isReadOnly } = this;
    if (isReadOnly) this.#options.onReadOnly();
    this.#room.classList.toggle("silent", isReadOnly);
    if (isReadOnly && !this.#field.readOnly) this.#said.textContent = t("chat.readOnly");
    // Not disabled: it keeps the focus, and the draft can be copied.
    this.#field.readOnly = isReadOnly;
    // The text is read by the placeholder, which a draft would cover.
    this.#readOnlyLine.hidden = !isReadOnly || !this.#field.value;
    if (isReadOnly) this.#field.placeholder = t("chat.readOnly");
    else if (this.#field.placeholder === t("chat.readOnly")) this.#field.placeholder = t("chat.placeholder");
  }
}

/** After a reload, the list still shows it. */
function readLastSpokeAt(): number {
  const mine = findAll("[data-chats] > .mine[data-seq]").at(-1);
  return Date.parse(mine?.dataset.at ?? "") || 0;
}
