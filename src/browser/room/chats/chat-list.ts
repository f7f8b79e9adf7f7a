import type { Chat } from "../../../shared/events.js";
import { startsGroup } from "../../../shared/render/chat-props.js";
import { need } from "../../base/dom.js";
import { place } from "../page-data.js";
import { drawChat, joinGroup, seqOf, spokenIn } from "./chat-element.js";
import { isAtEnd, keepPlace, scroller } from "./scroll.js";

/** So many chats stay in the page; the rest is fetched again when one scrolls there. */
const MOST = 360;
const AFTER_TRIM = 280;

/** The window of chats that the page holds: some stretch of the room's sequence, and at its end what is unsent. */
export class Stream {
  readonly #list = need("[data-chats]");
  readonly #numbered = new Map<number, HTMLElement>();
  #hasOlder = place.more;
  /** Whether newer chats than the last in the page exist. */
  #hasNewer = false;

  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
    for (const child of this.#list.children) this.#numbered.set(seqOf(child), child as HTMLElement);
  }

  get firstSeq(): number {
    return this.#numbered.keys().next().value ?? 0;
  }

  get lastSeq(): number {
    return [...this.#numbered.keys()].at(-1) ?? 0;
  }

  get hasOlder(): boolean {
    return this.#hasOlder;
  }

  get hasNewer(): boolean {
    return this.#hasNewer;
  }

  /** Newer chats; whoever reads older ones while the page's end is elsewhere gets them on scrolling there. */
  append(chats: Chat[], isNewest = true): HTMLElement[] {
    // Whoever reads further up keeps what is there; the rest comes on scrolling down.
    const crowded = this.#list.childElementCount + chats.length > MOST;
    if (isNewest && crowded && !isAtEnd()) this.#hasNewer = true;
    if (isNewest && this.#hasNewer) return [];
    const added: HTMLElement[] = [];
    this.#beginWith(chats);
    if (!isNewest) hush();
    // A page that was asked for may have brought what is announced only now.
    const fresh = chats.filter(({ seq }) => seq > this.lastSeq);
    keepPlace(() => {
      const kept = fresh.slice(-AFTER_TRIM);
      if (kept.length < fresh.length) this.#clear();
      for (const chat of kept) added.push(this.#add(chat));
      this.#trimOlder();
    });
    this.#changed();
    return added;
  }

  prepend(chats: Chat[], more: boolean): void {
    this.#hasOlder = more;
    need("[data-beginning]").hidden = more;
    const holder = document.createDocumentFragment();
    for (const chat of chats)
      holder.append(drawChat(chat, startsGroup(chat, spokenIn(holder.lastElementChild))));
    const first = this.#numbered.get(this.firstSeq);
    if (first) joinGroup(first, spokenIn(holder.lastElementChild));
    const drawn = [...holder.children] as HTMLElement[];
    hush();
    keepPlace(() => {
      this.#list.prepend(holder);
      const later = [...this.#numbered];
      this.#numbered.clear();
      for (const element of drawn) this.#numbered.set(seqOf(element), element);
      for (const [seq, element] of later) this.#numbered.set(seq, element);
      this.#trimNewer();
    });
    this.#changed();
  }

  /** The newest page instead of what is shown. */
  restart(chats: Chat[], hasOlder: boolean, hasNewer: boolean): void {
    hush();
    this.#clear();
    this.#hasOlder = hasOlder;
    this.#hasNewer = hasNewer;
    need("[data-beginning]").hidden = hasOlder;
    for (const chat of chats) this.#add(chat);
    this.#changed();
  }

  replace(chat: Chat): void {
    const old = this.#numbered.get(chat.seq);
    // What was read from the store and what is said live may overtake each other.
    if (!old || Number(old.dataset.change ?? 0) > (chat.change ?? 0)) return;
    const fresh = drawChat(chat, old.classList.contains("first"));
    fresh.dataset.change = String(chat.change);
    keepPlace(() => old.replaceWith(fresh));
    this.#numbered.set(chat.seq, fresh);
  }

  /** Reached the end again by scrolling. */
  endReached(): void {
    this.#hasNewer = false;
  }

  element(seq: number): HTMLElement | undefined {
    return this.#numbered.get(seq);
  }

  /** A room's very first chat takes the place of the invitation to say it. */
  #beginWith([first]: Chat[]): void {
    const invitation = document.querySelector("[data-first-word]");
    if (!invitation || !first) return;
    invitation.remove();
    need("[data-beginning]").hidden = false;
  }

  #add(chat: Chat): HTMLElement {
    if (chat.clientId) this.#list.querySelector(`[data-waiting="${CSS.escape(chat.clientId)}"]`)?.remove();
    const waiting = this.#list.querySelector("[data-waiting]");
    const before = waiting ? waiting.previousElementSibling : this.#list.lastElementChild;
    const drawn = drawChat(chat, startsGroup(chat, spokenIn(before)));
    this.#list.insertBefore(drawn, waiting);
    this.#numbered.set(chat.seq, drawn);
    return drawn;
  }

  #trimOlder(): void {
    if (this.#list.childElementCount <= MOST) return;
    for (const child of [...this.#list.children].slice(0, this.#list.childElementCount - AFTER_TRIM)) {
      if ((child as HTMLElement).dataset.waiting) continue;
      this.#numbered.delete(seqOf(child));
      child.remove();
      this.#hasOlder = true;
    }
    need("[data-beginning]").hidden = this.#hasOlder;
  }

  #trimNewer(): void {
    if (this.#list.childElementCount <= MOST) return;
    for (const child of [...this.#list.children].slice(AFTER_TRIM)) {
      if ((child as HTMLElement).dataset.waiting) continue;
      this.#numbered.delete(seqOf(child));
      child.remove();
      this.#hasNewer = true;
    }
  }

  #clear(): void {
    for (const child of [...this.#list.children]) if (!(child as HTMLElement).dataset.waiting) child.remove();
    this.#numbered.clear();
    this.#hasOlder = true;
    need("[data-beginning]").hidden = true;
  }
}

/** What was said long ago is not news to be read out. */
function hush(): void {
  scroller.setAttribute("aria-live", "off");
  requestAnimationFrame(() => scroller.removeAttribute("aria-live"));
}
