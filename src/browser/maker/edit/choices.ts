import { createElement } from "../../base/dom.js";

interface ChoicesOptions<Value extends string> {
  label: string;
  options: { value: Value; label: string }[];
  value: Value;
  onChange: (value: Value) => void;
}

let groups = 0;

/** One of a few, side by side. */
export function createChoices<Value extends string>(options: ChoicesOptions<Value>): HTMLFieldSetElement {
  const name = `maker-${groups++}`;
  const labels = options.options.map(({ value, label }) => {
    const input = createElement("input", { type: "radio", name, value, checked: value === options.value });
    input.addEventListener("change", () => options.onChange(value));
    return createElement("label", {}, input, createElement("span", {}, label));
  });
  const legend = createElement("legend", { class: "label" }, options.label);
  return createElement("fieldset", { class: "maker-choices" }, legend, createElement("div", {}, ...labels));
}

export function createCheck(
  label: string,
  checked: boolean,
  onChange: (isChecked: boolean) => void,
): HTMLLabelElement {
  const input = createElement("input", { type: "checkbox", checked });
  input.addEventListener("change", () => onChange(input.checked));
  return createElement("label", { class: "check" }, input, label);
}
