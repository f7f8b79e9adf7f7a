import { createElement } from "../base/dom.js";

interface SliderOptions {
  label: string;
  min: number;
  max: number;
  step: number;
  value: number;
  toText: (value: number) => string;
  onChange?: (value: number) => void;
}

export interface Slider {
  element: HTMLLabelElement;
  input: HTMLInputElement;
  readonly value: number;
}

export function createSlider({ label, toText, onChange, ...range }: SliderOptions): Slider {
  const { min, max, step, value } = range;
  const attributes = { type: "range", min: String(min), max: String(max), step: String(step) };
  const input = createElement("input", { ...attributes, value: String(value) });
  const shown = createElement("span", { class: "number soft", "aria-hidden": "true" });
  const name = createElement("span", { class: "label" }, label);
  const update = () => {
    shown.textContent = toText(input.valueAsNumber);
    input.setAttribute("aria-valuetext", shown.textContent);
  };
  input.addEventListener("input", () => {
    update();
    onChange?.(input.valueAsNumber);
  });
  update();
  return {
    element: createElement("label", { class: "maker-slider" }, name, shown, input),
    input,
    get value() {
      return input.valueAsNumber;
    },
  };
}
