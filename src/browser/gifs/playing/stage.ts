import { findAll, getElement } from "../../base/dom.js";
import { type Candidate, choosePlaying, toDecodedBytes } from "./play-budget.js";
import { linkOf, showButton, showMoving, showStill } from "./sources.js";

/** So far out of sight a GIF begins to load and to move; further out it gives its frames back. */
const MARGIN = "240px 0px";
const HIDDEN_MS = 30_000;

interface NearGif extends Candidate {
  gif: HTMLElement;
}

export class Stage {
  readonly #list: HTMLElement;
  readonly #mayPlay: (gif: HTMLElement) => boolean;
  readonly #near = new Set<HTMLElement>();
  readonly #scroller = getElement("#stream");
  #isFrozen = false;
  #isDark = false;
  #hiding: ReturnType<typeof setTimeout> | undefined;

  constructor(list: HTMLElement, mayPlay: (gif: HTMLElement) => boolean) {
    this.#list = list;
    this.#mayPlay = mayPlay;
    const nearness = new IntersectionObserver((entries) => this.#onMoved(entries), {
      ...{ root: this.#scroller, rootMargin: MARGIN, threshold: [0, 1] },
    });
    for (const gif of findAll(".gif", list)) nearness.observe(gif);
    new MutationObserver((changes) => {
      for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes]))
        if (node instanceof HTMLElement) for (const gif of findAll(".gif", node)) nearness.observe(gif);
    }).observe(list, { childList: true });
    this.#scroller.addEventListener("scrollend", () => this.update());
    document.addEventListener("visibilitychange", () => this.#onVisibilityChanged());
  }

  /** When the room has ended: another source could not be loaded any more. */
  freeze(): void {
    this.#isFrozen = true;
  }

  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  /** While something else covers the conversation, nothing moves behind it. */
  setDark(isDark: boolean): void {
    this.#isDark = isDark;
    this.update();
  }

  update(): void {
    if (this.#isFrozen) return;
    const wanted = this.#isDark ? [] : [...this.#near].filter(this.#mayPlay).map((gif) => this.#toNear(gif));
    const playing = new Set([...choosePlaying(wanted)].map(({ gif }) => gif));
    for (const gif of this.#near) if (!playing.has(gif)) this.#stop(gif);
    for (const gif of playing) {
      showMoving(gif);
      showButton(gif, true);
    }
  }

  /** Those far away too, whose buttons say what they will do. */
  updateAll(): void {
    for (const gif of findAll(".gif", this.#list))
      if (!this.#near.has(gif)) showButton(gif, this.#mayPlay(gif));
    this.update();
  }

  #stop(gif: HTMLElement): void {
    showStill(gif);
    showButton(gif, false);
  }

  #onMoved(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const gif = target as HTMLElement;
      if (isIntersecting) this.#near.add(gif);
      else this.#near.delete(gif);
      if (!isIntersecting && !this.#isFrozen && gif.isConnected) showStill(gif);
    }
    this.update();
  }

  #onVisibilityChanged(): void {
    clearTimeout(this.#hiding);
    if (document.hidden) this.#hiding = setTimeout(() => this.setDark(true), HIDDEN_MS);
    else if (!document.querySelector("dialog.viewer")) this.setDark(false);
  }

  #toNear(gif: HTMLElement): NearGif {
    const { dataset } = linkOf(gif);
    const { top, height } = gif.getBoundingClientRect();
    const view = this.#scroller.getBoundingClientRect();
    const size = { width: Number(dataset.width), height: Number(dataset.height), frames: framesOf(gif) };
    return {
      gif,
      bytes: toDecodedBytes(size, dataset.small !== undefined),
      distance: Math.abs(top + height / 2 - (view.top + view.height / 2)),
      isChosen: gif.dataset.choice === "play",
    };
  }
}

const framesOf = (gif: HTMLElement): number =>
  Number(gif.querySelector<HTMLElement>("[data-toggle]")?.dataset.frames ?? 1);
