import type { ShelfItem } from "./tabs/shelf-tab.js";

const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

/** As the button in the room's bar says. */
const isPlayingAll = (): boolean => document.querySelector("[data-play-all][aria-pressed=true]") !== null;

/** Only pictures in sight move, and the others give their frames back. */
export class Playback {
  readonly #items = new WeakMap<Element, ShelfItem>();
  readonly #playing = new Map<Element, () => void>();
  readonly #inSight = new WeakSet<Element>();
  readonly #visibility: IntersectionObserver;

  constructor(list: HTMLElement) {
    this.#visibility = new IntersectionObserver((entries) => this.#onVisibility(entries));
    for (const event of ["pointerenter", "focusin"] as const)
      list.addEventListener(event, (e) => this.#onPointed(e, true), { capture: true });
    for (const event of ["pointerleave", "focusout"] as const)
      list.addEventListener(event, (e) => this.#onPointed(e, false), { capture: true });
  }

  observe(button: HTMLElement, item: ShelfItem): void {
    this.#items.set(button, item);
    this.#visibility.observe(button);
  }

  forget(button: HTMLElement): void {
    this.#visibility.unobserve(button);
    this.#stop(button);
  }

  stopAll(): void {
    this.#visibility.disconnect();
    for (const button of [...this.#playing.keys()]) this.#stop(button);
  }

  #onVisibility(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.#inSight.add(target);
      else this.#inSight.delete(target);
      if (!isIntersecting) this.#stop(target);
      else if (isPlayingAll()) void this.#play(target);
    }
  }

  #onPointed({ target }: Event, isPointed: boolean): void {
    if (!(target instanceof Element) || !this.#items.has(target) || isPlayingAll()) return;
    if (isPointed && !reducedMotion.matches) void this.#play(target);
    else this.#stop(target);
  }

  async #play(button: Element): Promise<void> {
    const open = this.#items.get(button)?.openMoving;
    if (!open || this.#playing.has(button)) return;
    let isStopped = false;
    let release: (() => void) | undefined;
    this.#playing.set(button, () => {
      isStopped = true;
      release?.();
    });
    const moving = await open();
    release = moving?.release;
    if (isStopped || !moving) return release?.();
    button.querySelector("img")?.setAttribute("src", moving.url);
  }

  #stop(button: Element): void {
    const stop = this.#playing.get(button);
    if (!stop) return;
    this.#playing.delete(button);
    button.querySelector("img")?.setAttribute("src", this.#items.get(button)!.still);
    stop();
  }
}
