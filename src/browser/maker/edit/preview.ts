import { createElement, createIcon } from "../../base/dom.js";
import { drawFrame, sizeFor, toSequence } from "../engine/edit.js";
import type { Clip, Edit, Encoded } from "../engine/types.js";
import { text } from "../texts/load-texts.js";

export const SIDE = 320;

const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

/** Draws the clip at once, and shows the GIF itself as soon as that is made. */
export class Preview {
  readonly #canvas = createElement("canvas", { role: "img", "aria-label": text("preview") });
  readonly #image = createElement("img", { alt: text("preview") });
  readonly #toggle = createElement("button", { class: "gif-toggle", type: "button" });
  readonly element = createElement("div", { class: "maker-preview" }, ...[this.#canvas, this.#toggle]);
  readonly #clip: Clip;
  readonly #onFrame: (index: number) => void;
  #edit: Edit;
  #isPlaying = !reducedMotion.matches;
  #startedAt = performance.now();
  #request = 0;
  #drawn = -1;
  #hasImage = false;

  constructor(clip: Clip, edit: Edit, onFrame: (index: number) => void) {
    this.#clip = clip;
    this.#edit = edit;
    this.#onFrame = onFrame;
    this.#toggle.addEventListener("click", () => this.#setPlaying(!this.#isPlaying));
    this.#image.addEventListener("load", () => {
      this.#startedAt = performance.now();
      this.#hasImage = true;
      this.#update();
    });
    this.show(edit);
    this.#setPlaying(this.#isPlaying);
  }

  show(edit: Edit, index?: number): void {
    this.#edit = edit;
    this.#forgetImage();
    const { width, height } = sizeFor(this.#clip, edit, SIDE);
    Object.assign(this.#canvas, { width, height });
    this.element.style.setProperty("--ratio", String(width / height));
    if (index === undefined) this.#draw(this.#findFrame());
    else {
      this.#draw(index);
      this.#startedAt = performance.now();
    }
  }

  showEncoded({ file }: Encoded): void {
    this.#forgetImage();
    this.#image.src = URL.createObjectURL(file);
  }

  close(): void {
    cancelAnimationFrame(this.#request);
    this.#forgetImage();
  }

  #setPlaying(isPlaying: boolean): void {
    this.#isPlaying = isPlaying;
    const label = text(isPlaying ? "pause" : "play");
    this.#toggle.setAttribute("aria-label", label);
    this.#toggle.title = label;
    this.#toggle.replaceChildren(createIcon(isPlaying ? "pause" : "play"));
    cancelAnimationFrame(this.#request);
    if (isPlaying) this.#play();
    this.#update();
  }

  #play(): void {
    this.#request = requestAnimationFrame(() => {
      const index = this.#findFrame();
      if (index !== this.#drawn) this.#draw(index);
      this.#play();
    });
  }

  #findFrame(): number {
    const sequence = toSequence(this.#clip, this.#edit);
    const total = sequence.reduce((sum, { durationMs }) => sum + durationMs, 0);
    let left = (performance.now() - this.#startedAt) % Math.max(total, 1);
    const found = sequence.find(({ durationMs }) => {
      left -= durationMs;
      return left < 0;
    });
    return (found ?? sequence[0])?.index ?? this.#edit.from;
  }

  #draw(index: number): void {
    this.#drawn = index;
    const { width, height } = this.#canvas;
    drawFrame(this.#canvas.getContext("2d")!, this.#clip, this.#edit, index, { width, height });
    this.#onFrame(index);
  }

  /** A moving picture cannot be paused, so the canvas stands for it. */
  #update(): void {
    const isShown = this.#hasImage && this.#isPlaying;
    if (isShown) this.#canvas.after(this.#image);
    else this.#image.remove();
    this.#canvas.hidden = isShown;
  }

  #forgetImage(): void {
    if (this.#image.src) URL.revokeObjectURL(this.#image.src);
    this.#image.removeAttribute("src");
    this.#hasImage = false;
    this.#update();
  }
}
