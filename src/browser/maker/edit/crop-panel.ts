import { createElement } from "../../base/dom.js";
import type { Clip, Crop, Edit } from "../engine/types.js";
import { createMakerIcon } from "../icons.js";
import { text } from "../texts/load-texts.js";
import { createChoices } from "./choices.js";
import { CropFrame } from "./crop-frame.js";
import { fitCrop, whole } from "./crop-math.js";

const shapes = ["whole", "free", "square", "4:3", "16:9"] as const;
type Shape = (typeof shapes)[number];

const ratios: Partial<Record<Shape, number>> = { square: 1, "4:3": 4 / 3, "16:9": 16 / 9 };
const FREE_START = 0.8;

const toLabel = (shape: Shape): string => (shape === "4:3" || shape === "16:9" ? shape : text(shape));

interface CropEvents {
  onOpen: (isOpen: boolean) => void;
  onCrop: (crop: Crop) => void;
}

/** While it is open, the whole picture is shown with the frame on it. */
export class CropPanel {
  readonly element = createElement("div", { class: "maker-crop-panel" });
  readonly #toggle = createElement(
    "button",
    { class: "button", type: "button", "aria-expanded": "false" },
    createMakerIcon("crop"),
    createElement("span", {}, text("crop")),
  );
  readonly #said = createElement("p", { class: "visually-hidden", role: "status" });
  readonly #clip: Clip;
  readonly #events: CropEvents;
  readonly frame: CropFrame;
  #shapes: HTMLElement | undefined;
  #shape: Shape;

  constructor(clip: Clip, { crop }: Edit, events: CropEvents) {
    this.#clip = clip;
    this.#events = events;
    this.#shape = crop.width === 1 && crop.height === 1 ? "whole" : "free";
    this.frame = new CropFrame({ crop, size: clip, onChange: (changed) => this.#onDragged(changed) });
    this.#toggle.addEventListener("click", () => this.#setOpen(!this.#shapes));
    this.element.append(this.#toggle, this.#said);
  }

  #setOpen(isOpen: boolean): void {
    this.#shapes?.remove();
    this.#shapes = isOpen ? this.#createShapes() : undefined;
    if (this.#shapes) this.element.append(this.#shapes);
    this.#toggle.setAttribute("aria-expanded", String(isOpen));
    this.#toggle.querySelector("span")!.textContent = text(isOpen ? "cropDone" : "crop");
    this.#events.onOpen(isOpen);
  }

  #createShapes(): HTMLElement {
    const fieldset = createChoices({
      label: text("crop"),
      options: shapes.map((value) => ({ value, label: toLabel(value) })),
      value: this.#shape,
      onChange: (shape) => this.#choose(shape),
    });
    fieldset.classList.add("unlabelled");
    return fieldset;
  }

  #choose(shape: Shape): void {
    this.#shape = shape;
    const ratio = ratios[shape];
    const start = (1 - FREE_START) / 2;
    const free = { x: start, y: start, width: FREE_START, height: FREE_START };
    const crop = ratio ? fitCrop(this.#clip, ratio) : shape === "free" ? free : whole;
    this.frame.set(crop, ratio);
    this.#change(crop);
  }

  /** Dragging the frame of "whole" turns it into a free crop. */
  #onDragged(crop: Crop): void {
    if (this.#shape === "whole" && (crop.width < 1 || crop.height < 1)) {
      this.#shape = "free";
      const free = this.#shapes?.querySelector<HTMLInputElement>("[value=free]");
      if (free) free.checked = true;
    }
    this.#change(crop);
  }

  #change(crop: Crop): void {
    this.#said.textContent = text("cropSize", {
      width: Math.round(crop.width * 100),
      height: Math.round(crop.height * 100),
    });
    this.#events.onCrop(crop);
  }
}
