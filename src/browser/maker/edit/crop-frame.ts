import { createElement } from "../../base/dom.js";
import type { Crop, Size } from "../engine/types.js";
import { text } from "../texts/load-texts.js";
import { type Corner, moveCrop, resizeCrop } from "./crop-math.js";

const STEP = 0.02;
const corners: Corner[] = [
  { x: 0, y: 0 },
  { x: 1, y: 0 },
  { x: 0, y: 1 },
  { x: 1, y: 1 },
];

interface CropFrameOptions {
  crop: Crop;
  size: Size;
  onChange: (crop: Crop) => void;
}

/** The frame over the whole picture: dragged, pulled at its corners, or moved and resized by arrow keys. */
export class CropFrame {
  readonly element: HTMLElement;
  readonly #frame = createElement("button", {
    class: "maker-crop-frame",
    type: "button",
    "aria-label": text("cropFrame"),
  });
  readonly #options: CropFrameOptions;
  #crop: Crop;
  #ratio: number | undefined;

  constructor(options: CropFrameOptions) {
    this.#options = options;
    this.#crop = options.crop;
    for (const corner of corners) this.#frame.append(this.#createCorner(corner));
    this.#onDrag(this.#frame, (crop, dx, dy) => moveCrop(crop, dx, dy));
    this.#frame.addEventListener("keydown", (event) => this.#onKeyDown(event));
    this.element = createElement("div", { class: "maker-crop", dir: "ltr" }, this.#frame);
    this.#draw();
  }

  /** `ratio` is width by height in pixels. */
  set(crop: Crop, ratio?: number): void {
    this.#ratio = ratio;
    this.#crop = crop;
    this.#draw();
  }

  focus(): void {
    this.#frame.focus();
  }

  get #share(): number | undefined {
    const { width, height } = this.#options.size;
    return this.#ratio && (this.#ratio * height) / width;
  }

  #createCorner(corner: Corner): HTMLElement {
    const element = createElement("span", { class: `corner x${corner.x} y${corner.y}` });
    this.#onDrag(element, (crop, dx, dy) => resizeCrop(crop, corner, dx, dy, this.#share));
    return element;
  }

  #onDrag(element: HTMLElement, change: (from: Crop, dx: number, dy: number) => Crop): void {
    let start: { crop: Crop; x: number; y: number } | undefined;
    element.addEventListener("pointerdown", (event) => {
      event.stopPropagation();
      element.setPointerCapture(event.pointerId);
      start = { crop: this.#crop, x: event.clientX, y: event.clientY };
    });
    element.addEventListener("pointermove", ({ clientX, clientY }) => {
      if (!start) return;
      const { width, height } = this.element.getBoundingClientRect();
      this.#change(change(start.crop, (clientX - start.x) / width, (clientY - start.y) / height));
    });
    for (const end of ["pointerup", "pointercancel"] as const)
      element.addEventListener(end, () => {
        start = undefined;
      });
  }

  #onKeyDown(event: KeyboardEvent): void {
    const dx = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key] ?? 0;
    const dy = { ArrowUp: -STEP, ArrowDown: STEP }[event.key] ?? 0;
    if (!dx && !dy) return;
    event.preventDefault();
    const crop = this.#crop;
    const share = this.#share;
    // With fixed proportions the larger side leads, so that a smaller frame has to shrink in both.
    const [growX, growY] = share ? [dx || dy * share, dy || dx / share] : [dx, dy];
    this.#change(
      event.shiftKey ? resizeCrop(crop, { x: 1, y: 1 }, growX, growY, share) : moveCrop(crop, dx, dy),
    );
  }

  #change(crop: Crop): void {
    this.#crop = crop;
    this.#draw();
    this.#options.onChange(crop);
  }

  #draw(): void {
    const { x, y, width, height } = this.#crop;
    const { style } = this.#frame;
    const percent = (share: number) => `${share * 100}%`;
    style.setProperty("--x", percent(x));
    style.setProperty("--y", percent(y));
    style.setProperty("--width", percent(width));
    style.setProperty("--height", percent(height));
  }
}
