import { isComposing } from "../../base/dom.js";
import { insertText } from "../../elements/insert-text.js";
import { withTone } from "../../emoji/emoji-list.js";
import { readTone } from "../../emoji/kept-choices.js";
import { loadEmoji } from "../../emoji/load-emoji.js";
import { pageData } from "../page-data.js";
import { isMuted } from "../people/mutes.js";
import { findShortName, matchMembers, matchShortNames } from "./matches.js";
import { toEmojiSuggestion, toMemberSuggestion } from "./options.js";
import type { SuggestionSources } from "./sources.js";
import { type Suggestion, SuggestionList } from "./suggestion-list.js";
import { findComplete, findTrigger, type Trigger } from "./word-before-caret.js";

const SHORT_NAME = /^:\S+:$/;
const CARET_KEYS = new Set(["ArrowLeft", "ArrowRight", "Home", "End"]);

export class Suggestions {
  readonly #field: HTMLTextAreaElement;
  readonly #sources: SuggestionSources;
  readonly #list: SuggestionList;
  #trigger: Trigger | undefined;
  /** Where a sign stands after which the list was closed or a choice was made. */
  #doneAt: number | undefined;

  constructor(field: HTMLTextAreaElement, sources: SuggestionSources) {
    this.#field = field;
    this.#sources = sources;
    this.#list = new SuggestionList(field, (suggestion) => this.#choose(suggestion));
    field.addEventListener("input", (event) => this.onInput(event as InputEvent));
    field.addEventListener("click", () => void this.#update());
    field.addEventListener("keyup", ({ key }) => {
      if (CARET_KEYS.has(key)) void this.#update();
    });
    field.addEventListener("blur", () => this.#list.close());
    field.form?.addEventListener("submit", () => this.#list.close());
    // Before the listeners of the field itself, which send and end a whisper.
    document.addEventListener("keydown", (event) => this.#onKeyDown(event), { capture: true });
  }

  onInput(event?: Event): void {
    void this.#update();
    const { inputType = "" } = (event ?? {}) as Partial<InputEvent>;
    // Undoing or deleting must not replace the name again.
    if (inputType === "historyUndo") this.#unselect();
    else if (!/^(?:history|delete)/.test(inputType)) void this.#replaceShortName();
  }

  async #update(): Promise<void> {
    const trigger = this.#findTrigger();
    this.#trigger = trigger;
    if (trigger?.from !== this.#doneAt) this.#doneAt = undefined;
    const suggestions = trigger && this.#doneAt === undefined ? await this.#suggest(trigger) : [];
    // Something else may have been typed while the emoji were loaded.
    if (trigger === this.#trigger) this.#list.show(suggestions);
  }

  /** A short name that came back is selected, so the next letter would replace it. */
  #unselect(): void {
    const { value, selectionStart, selectionEnd } = this.#field;
    if (SHORT_NAME.test(value.slice(selectionStart, selectionEnd)))
      this.#field.setSelectionRange(selectionEnd, selectionEnd);
  }

  #findTrigger(): Trigger | undefined {
    const { value, selectionStart, selectionEnd } = this.#field;
    if (selectionStart !== selectionEnd || document.activeElement !== this.#field) return undefined;
    return findTrigger(value, selectionStart);
  }

  async #suggest({ sign, query }: Trigger): Promise<Suggestion[]> {
    if (sign === ":") {
      const found = matchShortNames(await this.#loadEmoji(), query);
      return found.map(({ emoji, shortName }) => toEmojiSuggestion(withTone(emoji, readTone()), shortName));
    }
    if (!this.#sources.isForEveryone()) return [];
    const members = this.#sources.getMembers();
    return matchMembers({ members, me: pageData.me.id, isMuted }, query).map(toMemberSuggestion);
  }

  async #replaceShortName(): Promise<void> {
    const { value, selectionStart: caret } = this.#field;
    const complete = findComplete(value, caret);
    if (!complete) return;
    const emoji = findShortName(await this.#loadEmoji(), complete.query);
    const isUnchanged = this.#field.value === value && this.#field.selectionStart === caret;
    if (emoji && isUnchanged) insertText(this.#field, withTone(emoji, readTone()), complete.from, caret);
  }

  /** Typing goes on without them if they do not load; the next character tries again. */
  readonly #loadEmoji = () => loadEmoji().catch(() => []);

  #onKeyDown(event: KeyboardEvent): void {
    const { shiftKey, ctrlKey, altKey, metaKey } = event;
    if (event.target !== this.#field || isComposing(event) || shiftKey || ctrlKey || altKey || metaKey)
      return;
    if (!this.#list.handleKey(event.key)) return;
    if (event.key === "Escape") this.#doneAt = this.#trigger?.from;
    event.preventDefault();
    event.stopPropagation();
  }

  #choose({ text }: Suggestion): void {
    const { from } = this.#trigger!;
    const { value, selectionStart } = this.#field;
    const isSpaced = text.startsWith("@") && value[selectionStart] !== " ";
    this.#doneAt = from;
    this.#list.close();
    insertText(this.#field, isSpaced ? `${text} ` : text, from, selectionStart);
  }
}
