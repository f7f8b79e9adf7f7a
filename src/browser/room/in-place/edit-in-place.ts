import { createElement, isComposing } from "../../base/dom.js";
import { t } from "../../base/i18n.js";

interface InPlaceOptions {
  place: HTMLElement;
  label: string;
  value: string;
  field: Record<string, string | boolean>;
  save: (value: string) => Promise<boolean>;
  onClosed: () => void;
}

export function editInPlace({ place, label, value, field, save, onClosed }: InPlaceOptions): void {
  if (place.hidden) return;
  const input = createElement("input", {
    ...{ class: "input", autocomplete: "off", enterkeyhint: "done", "aria-label": label, value },
    ...field,
  });
  const cancel = createElement("button", { class: "button slim", type: "button" }, t("menu.cancel"));
  const form = createElement(
    "form",
    { class: "in-place" },
    input,
    createElement("button", { class: "button slim primary" }, t("chat.save")),
    cancel,
  );
  const holder = place.matches("li") ? createElement("li", {}, form) : form;
  const close = () => {
    holder.remove();
    place.hidden = false;
    onClosed();
  };
  cancel.addEventListener("click", close);
  form.addEventListener("keydown", (event) => {
    // Safari would submit the form.
    if (isComposing(event)) return event.key === "Enter" ? event.preventDefault() : undefined;
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (input.value.trim() === value || (await save(input.value))) close();
  });
  place.hidden = true;
  place.after(holder);
  input.select();
}
