import type { Knock } from "../../../shared/events.js";
import { delegate, getElement } from "../../base/dom.js";
import { errorMessage, t } from "../../base/i18n.js";
import { serverNow } from "../../base/server-clock.js";
import { renderTemplate } from "../../base/templates.js";
import { addLine } from "../chats/system-messages.js";
import { pageData } from "../page-data.js";
import type { SendRequest } from "../socket.js";
import { showToast } from "../toast.js";

const OPEN_MS = 10 * 60_000;

export class KnockList {
  readonly #chip = getElement("[data-knocking]");
  readonly #lines = new Map<string, HTMLElement>();
  readonly #sendRequest: SendRequest;
  /** While a list is fetched: visitors of later events, of whom the list may say something old. */
  #changed: Set<string> | undefined;

  constructor(sendRequest: SendRequest) {
    this.#sendRequest = sendRequest;
    delegate(document, "submit", "[data-chats] [data-answer-knock]", (form, event) => {
      event.preventDefault();
      const admit = (event as SubmitEvent).submitter?.getAttribute("name") === "admit";
      void this.#answer(form, admit);
    });
  }

  add(knock: Knock): void {
    this.#changed?.add(knock.visitor.id);
    this.#show(knock);
  }

  remove(visitor: string): void {
    this.#changed?.add(visitor);
    if (this.#lines.has(visitor)) this.#hide(visitor);
  }

  /** Fetches those that came before, or while this page was away, or before the visitor could answer them. */
  async refresh(): Promise<void> {
    const changed = new Set<string>();
    this.#changed = changed;
    const knocks = pageData.isModerator ? await fetchKnocks() : [];
    if (this.#changed !== changed) return;
    this.#changed = undefined;
    if (!knocks) return;
    const unchanged = knocks.filter(({ visitor }) => !changed.has(visitor.id));
    this.#keepOnly(new Set([...unchanged.map(({ visitor }) => visitor.id), ...changed]));
    for (const knock of unchanged) this.#show(knock);
  }

  #show(knock: Knock): void {
    const { id } = knock.visitor;
    const known = this.#lines.get(id);
    if (known?.isConnected && known.dataset.at === knock.at) return;
    known?.remove();
    const line = renderTemplate("partials/knock.njk", { knock, roomId: pageData.room });
    line.dataset.at = knock.at;
    this.#lines.set(id, addLine(line));
    setTimeout(
      () => {
        if (this.#lines.get(id) === line) this.#hide(id);
      },
      OPEN_MS - (serverNow() - Date.parse(knock.at)),
    );
    this.#updateChip();
  }

  #hide(visitor: string): void {
    const line = this.#lines.get(visitor);
    this.#lines.delete(visitor);
    const hadFocus = line?.contains(document.activeElement);
    line?.remove();
    if (hadFocus) getElement("#stream").focus();
    this.#updateChip();
  }

  #keepOnly(visitors: Set<string>): void {
    for (const id of this.#lines.keys()) if (!visitors.has(id)) this.#hide(id);
    this.#updateChip();
  }

  #updateChip(): void {
    const count = this.#lines.size;
    this.#chip.hidden = count === 0;
    getElement("[data-knock-count]", this.#chip).textContent = String(count);
    getElement("[data-knock-label]", this.#chip).textContent = t("knock.count", { count });
  }

  async #answer(form: HTMLElement, admit: boolean): Promise<void> {
    const visitor = form.dataset.answerKnock ?? "";
    const answer = await this.#sendRequest("answerKnock", { visitor, admit });
    const { code } = answer.ok ? { code: undefined } : answer.error;
    if (code) showToast(code === "MEMBER_NOT_FOUND" ? t("knock.over") : errorMessage(code));
    if (!code || code === "MEMBER_NOT_FOUND") this.remove(visitor);
  }
}

/** `undefined` without an answer: the next connection asks again. */
async function fetchKnocks(): Promise<Knock[] | undefined> {
  try {
    const answer = await fetch(`/room/${pageData.room}/knocks`, { headers: { accept: "application/json" } });
    if (!answer.ok) return undefined;
    return ((await answer.json()) as { knocks: Knock[] }).knocks;
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
