import type { Chat } from "../../../shared/events.js";
import { startsGroup } from "../../../shared/render/chat-props.js";
import { findAll, getElement } from "../../base/dom.js";
import { updateInPlace } from "../../elements/update-in-place.js";
import { keepShownPicture } from "../../gifs/keep-shown.js";
import { pageData } from "../page-data.js";
import { createChatElement, joinGroup, readHeader, readSeq } from "./chat-element.js";
import { showDays, showDaysFrom } from "./days.js";
import { keepUnfolded } from "./folded-chats.js";
import { isAtEnd, keepScrollPosition, muteAnnouncements } from "./scroll.js";

/** Limits the size of the page; removed chats are fetched again on scrolling there. */
const MAX_CHATS = 360;
const CHATS_AFTER_TRIM = 280;

/** Shows a contiguous range of the room's chats, followed by the pending ones. */
export class ChatList {
  readonly #list = getElement("[data-chats]");
  readonly #elements = new Map<number, HTMLElement>();
  readonly #onUpdate: () => void;
  #hasOlder = pageData.hasOlder;
  #hasNewer = false;

  constructor(onUpdate: () => void) {
    this.#onUpdate = onUpdate;
    for (const chat of findAll("[data-seq]", this.#list)) this.#elements.set(readSeq(chat), chat);
  }

  get firstSeq(): number {
    return this.#elements.keys().next().value ?? 0;
  }

  get lastSeq(): number {
    return [...this.#elements.keys()].at(-1) ?? 0;
  }

  get hasOlder(): boolean {
    return this.#hasOlder;
  }

  get hasNewer(): boolean {
    return this.#hasNewer;
  }

  getElement(seq: number): HTMLElement | undefined {
    return this.#elements.get(seq);
  }

  /** Chats just sent. While the visitor reads further up in a full list, they are left to `appendPage`. */
  appendLive(chats: Chat[]): HTMLElement[] {
    const isFull = this.#list.childElementCount + chats.length > MAX_CHATS;
    if (isFull && !isAtEnd()) this.#hasNewer = true;
    return this.#hasNewer ? [] : this.#append(chats);
  }

  appendPage(chats: Chat[], { reachesEnd }: { reachesEnd: boolean }): void {
    muteAnnouncements();
    this.#append(chats);
    if (reachesEnd) this.#hasNewer = false;
  }

  prependPage(chats: Chat[], { hasOlder }: { hasOlder: boolean }): void {
    this.#setHasOlder(hasOlder);
    const page = document.createDocumentFragment();
    for (const chat of chats)
      page.append(createChatElement(chat, startsGroup(chat, readHeader(page.lastElementChild))));
    const first = this.#elements.get(this.firstSeq);
    if (first) joinGroup(first, readHeader(page.lastElementChild));
    const added = [...page.children] as HTMLElement[];
    muteAnnouncements();
    keepScrollPosition(() => {
      this.#list.prepend(page);
      // A map keeps insertion order, and its first and last keys are read.
      const rest = [...this.#elements];
      this.#elements.clear();
      for (const element of added) this.#elements.set(readSeq(element), element);
      for (const [seq, element] of rest) this.#elements.set(seq, element);
      this.#trimEnd();
      showDays();
    });
    this.#onUpdate();
  }

  reset(chats: Chat[], { hasOlder, hasNewer }: { hasOlder: boolean; hasNewer: boolean }): void {
    muteAnnouncements();
    this.#clear();
    this.#setHasOlder(hasOlder);
    this.#hasNewer = hasNewer;
    for (const chat of chats) this.#add(chat);
    this.#moveKnocksToEnd();
    showDays();
    this.#onUpdate();
  }

  update(chat: Chat): void {
    const old = this.#elements.get(chat.seq);
    // A fetched page and a live event may arrive in either order.
    if (!old || Number(old.dataset.change ?? 0) > (chat.change ?? 0)) return;
    const updated = createChatElement(chat, old.classList.contains("first"));
    if (chat.change) updated.dataset.change = String(chat.change);
    keepUnfolded(old, updated);
    const isEditing = old.matches(".editing") && !chat.removedAt;
    updated.classList.toggle("editing", isEditing);
    if (!isEditing) keepShownPicture(old, updated);
    keepScrollPosition(() => (isEditing ? updateInPlace(old, updated) : old.replaceWith(updated)));
    if (!isEditing) this.#elements.set(chat.seq, updated);
  }

  #append(chats: Chat[]): HTMLElement[] {
    const added: HTMLElement[] = [];
    if (chats.length) this.#removeEmptyHint();
    // A fetched page may already contain chats that are announced only now.
    const fresh = chats.filter(({ seq }) => seq > this.lastSeq);
    keepScrollPosition(() => {
      const kept = fresh.slice(-CHATS_AFTER_TRIM);
      if (kept.length < fresh.length) this.#clear();
      for (const chat of kept) added.push(this.#add(chat));
      showDaysFrom(added[0]);
      this.#trimStart();
    });
    this.#onUpdate();
    return added;
  }

  #removeEmptyHint(): void {
    const hint = document.querySelector("[data-first-word]");
    if (!hint) return;
    hint.remove();
    getElement(".stream-inner").classList.remove("alone");
    getElement("[data-beginning]").hidden = false;
  }

  #add(chat: Chat): HTMLElement {
    if (chat.clientId) this.#list.querySelector(`[data-waiting="${CSS.escape(chat.clientId)}"]`)?.remove();
    const pending = this.#list.querySelector("[data-waiting]");
    const before = pending ? pending.previousElementSibling : this.#list.lastElementChild;
    const element = createChatElement(chat, startsGroup(chat, readHeader(before)));
    this.#list.insertBefore(element, pending);
    this.#elements.set(chat.seq, element);
    return element;
  }

  /** They still wait for an answer, so that they belong to the newest. */
  #moveKnocksToEnd(): void {
    const pending = this.#list.querySelector("[data-waiting]");
    for (const knock of this.#list.querySelectorAll(":scope > [data-knock]"))
      this.#list.insertBefore(knock, pending);
  }

  #trimStart(): void {
    const count = this.#list.childElementCount;
    if (count <= MAX_CHATS) return;
    const removed = this.#removeElements([...this.#list.children].slice(0, count - CHATS_AFTER_TRIM));
    if (removed) this.#setHasOlder(true);
    showDays();
  }

  #trimEnd(): void {
    if (this.#list.childElementCount <= MAX_CHATS) return;
    const removed = this.#removeElements([...this.#list.children].slice(CHATS_AFTER_TRIM));
    if (removed) this.#hasNewer = true;
  }

  #clear(): void {
    this.#removeElements([...this.#list.children]);
    this.#elements.clear();
    this.#setHasOlder(true);
  }

  /** Keeps pending chats and open knocks, and returns the number of those removed. */
  #removeElements(elements: Element[]): number {
    const stored = elements.filter((element) => !element.matches("[data-waiting], [data-knock]"));
    for (const element of stored) {
      this.#elements.delete(readSeq(element));
      element.remove();
    }
    return stored.length;
  }

  #setHasOlder(hasOlder: boolean): void {
    this.#hasOlder = hasOlder;
    getElement("[data-beginning]").hidden = hasOlder;
  }
}
