import type { Answer } from "../../../shared/events.js";
import { createElement, isComposing } from "../../base/dom.js";
import { errorMessage, t } from "../../base/i18n.js";
import { showFieldError } from "../../elements/field-error.js";

interface InPlaceOptions {
  place: HTMLElement;
  label: string;
  value: string;
  field: Record<string, string | boolean>;
  save: (value: string) => Promise<Answer<unknown>>;
  onClosed: () => void;
}

export function editInPlace({ place, label, value, field, save, onClosed }: InPlaceOptions): void {
  if ("editing" in place.dataset) return place.nextElementSibling?.querySelector("input")?.focus();
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
  const bar = place.closest(".room-bar");
  const holder = place.matches("li") ? createElement("li", {}, form) : form;
  const close = () => {
    holder.remove();
    delete place.dataset.editing;
    bar?.classList.remove("retitling");
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
    if (input.value.trim() !== value) {
      const answer = await save(input.value);
      if (!answer.ok) return showFieldError(input, errorMessage(answer.error.code));
    }
    close();
  });
  place.dataset.editing = "";
  bar?.classList.add("retitling");
  place.after(holder);
  input.focus();
  input.select();
}
