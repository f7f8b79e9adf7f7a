import type { Member } from "../../../shared/events.js";
import { getElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";

const SEND_INTERVAL_MS = 2500;
const EXPIRES_AFTER_MS = 5000;

export class TypingIndicator {
  readonly #line = getElement("[data-typing]");
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #findMember: (id: string) => Member | undefined;
  #lastSentAt = 0;

  constructor(findMember: (id: string) => Member | undefined) {
    this.#findMember = findMember;
  }

  sendThrottled(send: () => void): void {
    if (Date.now() - this.#lastSentAt < SEND_INTERVAL_MS) return;
    this.#lastSentAt = Date.now();
    send();
  }

  add(id: string): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.set(
      id,
      setTimeout(() => this.remove(id), EXPIRES_AFTER_MS),
    );
    this.#show();
  }

  remove(id: string): void {
    clearTimeout(this.#timers.get(id));
    if (this.#timers.delete(id)) this.#show();
  }

  #show(): void {
    const names = [...this.#timers.keys()].flatMap((id) => this.#findMember(id)?.name ?? []);
    this.#line.textContent = toSentence(names);
  }
}

function toSentence([first, second, ...others]: string[]): string {
  if (!first) return "";
  if (!second) return t("chat.typing", { name: first });
  return others.length ? t("chat.typingMany") : t("chat.typingTwo", { first, second });
}
