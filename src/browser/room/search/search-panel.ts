import { limits } from "../../../shared/limits.js";
import { createElement, createIcon, delegate, getElement, isComposing } from "../../base/dom.js";
import { errorMessage, t } from "../../base/i18n.js";
import { keepScrollPosition } from "../chats/scroll.js";
import { hasEnded } from "../room-ended.js";
import { showToast } from "../toast.js";
import { createDayForm } from "./day-form.js";
import { FoundList } from "./found-list.js";
import { clearHighlight, highlight } from "./highlight.js";
import type { SearchedRoom } from "./searched-room.js";
import { Searcher, type SearchState } from "./searcher.js";

const NEAR_END_PX = 120;
const HIGHLIGHT_MS = 10_000;
const narrow = matchMedia("(max-width: 899px)");

/** Beside the messages, in place of the list of members; on a phone over them, and gone when it has led somewhere. */
export class SearchPanel {
  readonly #room: SearchedRoom;
  readonly #searcher: Searcher;
  readonly #list = new FoundList();
  readonly #field = createElement("input", {
    ...{ class: "input", type: "search", id: "find", dir: "auto", maxlength: String(limits.search.most) },
    ...{
      autocomplete: "off",
      enterkeyhint: "search",
      "aria-controls": "founds",
      "aria-describedby": "find-hint",
    },
  });
  readonly #hint = createElement("p", { class: "small soft", id: "find-hint" }, t("find.hint"));
  readonly #status = createElement("p", { class: "small soft", role: "status" });
  readonly #looked = createElement("p", { class: "small soft" });
  readonly #more = createElement("button", { class: "button slim", type: "button" }, t("find.more"));
  readonly #day = createElement("div");
  readonly #body = createElement("div", { class: "find-body" });
  readonly #panel: HTMLElement;
  readonly #sheet = createElement("dialog", { class: "find-sheet", "aria-labelledby": "find-title" });
  #opener: HTMLElement | undefined;

  constructor(room: SearchedRoom) {
    this.#room = room;
    const { sendRequest, getLastSeq } = room;
    this.#searcher = new Searcher({ sendRequest, getLastSeq, onChange: (state) => this.#show(state) });
    this.#panel = this.#build();
    this.#listen();
    this.#show(this.#searcher.state);
  }

  open(opener: HTMLElement): void {
    if (!this.#panel.isConnected) {
      this.#opener = opener;
      this.#day.replaceChildren(...createDayForm(this.#room, (seq) => void this.#goTo(seq)));
      if (narrow.matches) this.#openSheet();
      else keepScrollPosition(() => this.#openBeside());
    }
    this.#field.focus();
    this.#field.select();
  }

  #build(): HTMLElement {
    const close = createElement(
      "button",
      { class: "button quiet bare", type: "button", "aria-label": t("find.close") },
      createIcon("close"),
    );
    close.addEventListener("click", () => this.#close());
    const label = createElement("label", { class: "visually-hidden", for: "find" }, t("find.label"));
    const search = createElement("div", { class: "find-form", role: "search" }, label, this.#field);
    this.#body.append(this.#hint, this.#status, this.#list.element, this.#looked, this.#more, this.#day);
    return createElement(
      "aside",
      { class: "find", "aria-labelledby": "find-title" },
      createElement(
        "div",
        { class: "find-head" },
        createElement("h2", { id: "find-title" }, t("find.title")),
        close,
      ),
      search,
      this.#body,
    );
  }

  #listen(): void {
    const { socket } = this.#room;
    this.#field.addEventListener("input", (event) => {
      // A syllable that is still composed is not yet what is looked for.
      if (!(event as InputEvent).isComposing) this.#searcher.ask(this.#field.value);
    });
    this.#field.addEventListener("compositionend", () => this.#searcher.ask(this.#field.value));
    this.#more.addEventListener("click", () => this.#searcher.lookFurther());
    this.#body.addEventListener("scroll", () => this.#onScroll(), { passive: true });
    this.#panel.addEventListener("keydown", (event) => this.#onKey(event));
    this.#sheet.addEventListener("close", () => this.#onClosed());
    narrow.addEventListener("change", () => this.#close());
    delegate(this.#panel, "click", "[data-found] > a", (link, event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      const seq = Number(link.parentElement?.dataset.found);
      this.#list.mark(seq);
      void this.#goTo(seq);
    });
    for (const event of ["editChat", "removeChat"] as const)
      socket.on(event, (chat) => this.#searcher.update(chat));
    socket.on("welcome", () => this.#searcher.resume());
    for (const event of ["kick", "removeRoom", "connect_error"] as const)
      socket.on(event, () => hasEnded() && this.#close());
  }

  #show({ status, q, chats, more, lookedThrough, code }: SearchState): void {
    this.#list.show(chats, q);
    const count = this.#list.element.childElementCount;
    const texts: Record<SearchState["status"], () => string> = {
      idle: () => "",
      searching: () => t("find.searching"),
      offline: () => t("find.offline"),
      refused: () => errorMessage(code),
      done: () => (count ? t("find.found", { count }) : t(more ? "find.noneYet" : "find.none")),
    };
    const text = texts[status]();
    if (this.#status.textContent !== text) this.#status.textContent = text;
    this.#hint.hidden = status !== "idle";
    this.#more.hidden = !more;
    this.#more.disabled = status !== "done";
    this.#looked.hidden = status !== "done" || (!more && !count);
    this.#looked.textContent = more ? t("find.looked", { count: lookedThrough }) : t("find.all");
  }

  #onScroll(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#body;
    if (scrollTop > 0 && scrollHeight - scrollTop - clientHeight < NEAR_END_PX) this.#searcher.lookFurther();
  }

  #onKey(event: KeyboardEvent): void {
    if (isComposing(event)) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      return this.#close();
    }
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const isInList = event.target === this.#field || this.#list.element.contains(event.target as Node);
    if (!step || !isInList) return;
    event.preventDefault();
    const beside = this.#list.linkBeside(step);
    if (beside) beside.focus();
    else if (step < 0) this.#field.focus();
    else this.#searcher.lookFurther();
  }

  async #goTo(seq: number): Promise<void> {
    const { q } = this.#searcher.state;
    const isSheet = this.#sheet.open;
    if (isSheet) await this.#leaveSheet();
    if (!(await this.#room.goToChat(seq))) return showToast(t("find.failed"));
    highlight(seq, q);
    if (isSheet) setTimeout(clearHighlight, HIGHLIGHT_MS);
  }

  #leaveSheet(): Promise<unknown> {
    this.#opener = undefined;
    const closed = new Promise((resolve) => this.#sheet.addEventListener("close", resolve, { once: true }));
    this.#sheet.close();
    return closed;
  }

  #openSheet(): void {
    this.#sheet.append(this.#panel);
    document.body.append(this.#sheet);
    this.#sheet.showModal();
  }

  #openBeside(): void {
    const room = getElement("main.room");
    room.append(this.#panel);
    room.classList.add("finding");
  }

  #close(): void {
    if (this.#sheet.open) return this.#sheet.close();
    if (this.#panel.isConnected) keepScrollPosition(() => this.#onClosed());
  }

  #onClosed(): void {
    this.#panel.remove();
    this.#sheet.remove();
    getElement("main.room").classList.remove("finding");
    clearHighlight();
    if (!hasEnded()) this.#opener?.focus();
  }
}
