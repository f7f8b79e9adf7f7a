import { createElement, createIcon, delegate, findAll } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { type Emoji, type EmojiName, withTone } from "./emoji-list.js";
import { findNext } from "./grid-keys.js";
import { keepRecent, keepTone, readRecent, readTone } from "./kept-choices.js";
import { loadEmoji, loadNames } from "./load-emoji.js";
import {
  createGroupLinks,
  createSection,
  createToneChoice,
  type ShownEmoji,
  toGroups,
} from "./picker-parts.js";
import { keepAboveKeyboard, placeNear } from "./place-near.js";
import { createSearch } from "./search.js";

/** The emoji that was chosen, `undefined` if none was. Then the focus is back where it was. */
export async function openEmojiPicker(anchor: HTMLElement): Promise<string | undefined> {
  const [list, names] = await Promise.all([loadEmoji(), loadNames()]);
  if (document.querySelector("dialog.emoji-picker")) return undefined;
  return new Picker(list, names).open(anchor);
}

class Picker {
  readonly #list: Emoji[];
  readonly #names: Map<string, EmojiName>;
  readonly #find: (query: string) => Emoji[];
  readonly #search = createElement("input", {
    class: "input",
    type: "text",
    role: "searchbox",
    dir: "auto",
    autocomplete: "off",
    enterkeyhint: "done",
    "aria-label": t("emoji.search"),
    placeholder: t("emoji.search"),
    // On a touch screen it would raise the keyboard over the emoji.
    autofocus: matchMedia("(pointer: fine)").matches,
  });
  readonly #found = createElement("p", { class: "visually-hidden", role: "status" });
  readonly #emoji = createElement("div", { class: "emoji-list", tabindex: "-1", autofocus: true });
  readonly #groups: HTMLElement;
  readonly #dialog: HTMLDialogElement;
  #tone = readTone();

  constructor(list: Emoji[], names: Map<string, EmojiName>) {
    this.#list = list;
    this.#names = names;
    this.#find = createSearch(list, names);
    this.#groups = createGroupLinks(list, (group) => this.#goToGroup(group));
    this.#dialog = this.#createDialog();
    this.#search.addEventListener("input", () => this.#draw());
    this.#dialog.addEventListener("keydown", (event) => this.#onKeyDown(event));
    delegate(this.#emoji, "click", "[data-emoji]", (button) => this.#choose(button));
    this.#dialog.addEventListener("click", ({ target }) => {
      // Its own padding is none, so this is the area around it.
      if (target === this.#dialog) this.#dialog.close();
    });
  }

  open(anchor: HTMLElement): Promise<string | undefined> {
    this.#draw();
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    const place = () => placeNear(this.#dialog, anchor);
    const avoidKeyboard = () => keepAboveKeyboard(this.#dialog);
    place();
    addEventListener("resize", place);
    window.visualViewport?.addEventListener("resize", avoidKeyboard);
    return new Promise((resolve) => {
      this.#dialog.addEventListener("close", () => {
        removeEventListener("resize", place);
        window.visualViewport?.removeEventListener("resize", avoidKeyboard);
        this.#dialog.remove();
        anchor.focus();
        resolve(this.#dialog.returnValue || undefined);
      });
    });
  }

  #createDialog(): HTMLDialogElement {
    const close = createElement(
      "button",
      { class: "button quiet bare", type: "button", "aria-label": t("panel.close") },
      createIcon("close"),
    );
    close.addEventListener("click", () => this.#dialog.close());
    const tones = createToneChoice(this.#tone, (tone) => {
      this.#tone = tone;
      keepTone(tone);
      this.#draw();
    });
    return createElement(
      "dialog",
      { class: "emoji-picker", "aria-label": t("emoji.title") },
      createElement("div", { class: "row" }, this.#search, close),
      this.#groups,
      this.#emoji,
      this.#found,
      tones,
    );
  }

  #draw(): void {
    const query = this.#search.value.trim();
    const found = this.#find(query);
    this.#found.textContent = query ? t("emoji.found", { count: found.length }) : "";
    this.#groups.hidden = query !== "";
    const sections = query
      ? [createSection("found", t("emoji.found", { count: found.length }), found.map(this.#toShown))]
      : toGroups(this.#list, readRecent()).map(({ id, title, list }) =>
          createSection(id, title, list.map(this.#toShown)),
        );
    this.#emoji.replaceChildren(...sections);
    this.#emoji.scrollTop = 0;
    this.#setCurrent(findAll("[data-emoji]", this.#emoji)[0]);
  }

  readonly #toShown = (one: Emoji): ShownEmoji => ({
    emoji: withTone(one, this.#tone),
    name: this.#names.get(one.emoji)?.name ?? one.shortNames[0] ?? one.emoji,
  });

  /** Of the many buttons, Tab reaches one; the arrow keys lead on. */
  #setCurrent(button: HTMLElement | undefined): void {
    for (const old of findAll("[data-emoji][tabindex='0']", this.#emoji)) old.tabIndex = -1;
    if (button) button.tabIndex = 0;
  }

  #goToGroup(group: string): void {
    const [section] = findAll(`[data-group="${group}"]`, this.#emoji);
    section?.scrollIntoView({ block: "start" });
    const [first] = findAll("[data-emoji]", section);
    this.#setCurrent(first);
    first?.focus({ preventScroll: true });
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const target = event.target as HTMLElement;
    const [first] = findAll("[data-emoji]", this.#emoji);
    if (target === this.#search) {
      if (event.key === "Enter") {
        event.preventDefault();
        if (this.#search.value && first) this.#choose(first);
      } else if (event.key === "ArrowDown") this.#focus(first, event);
      return;
    }
    if (target === this.#emoji && event.key === "ArrowDown") return this.#focus(first, event);
    if (!target.matches("[data-emoji]")) return;
    const isAtTop = event.key === "ArrowUp" && findNext("ArrowUp", target, this.#emoji) === target;
    this.#focus(isAtTop ? this.#search : findNext(event.key, target, this.#emoji), event);
  }

  #focus(element: HTMLElement | undefined, event: KeyboardEvent): void {
    if (!element) return;
    event.preventDefault();
    if (element !== this.#search) this.#setCurrent(element);
    element.focus();
  }

  #choose({ dataset: { emoji = "" } }: HTMLElement): void {
    keepRecent(emoji);
    this.#dialog.close(emoji);
  }
}
