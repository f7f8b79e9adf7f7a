import { createElement, createIcon } from "../base/dom.js";

type Field = HTMLInputElement | HTMLTextAreaElement;

let unnamed = 0;

/** Stands at the field until the visitor changes what is wrong. */
export function showFieldError(field: Field, text: string): void {
  clearFieldError(field);
  field.id ||= `field-${++unnamed}`;
  const id = toErrorId(field);
  const message = createElement("span", {}, text);
  const error = createElement(
    "p",
    { class: "field-error", id, role: "alert" },
    createIcon("warn", "tiny"),
    message,
  );
  const bar = field.closest(".bar");
  if (bar) bar.before(error);
  else (field.closest(".row, .with-button") ?? field).after(error);
  field.setAttribute("aria-invalid", "true");
  describe(field, [...describedBy(field), id]);
  field.addEventListener("input", () => clearFieldError(field), { once: true });
  field.focus();
}

export function clearFieldError(field: Field): void {
  const id = toErrorId(field);
  document.getElementById(id)?.remove();
  field.removeAttribute("aria-invalid");
  describe(
    field,
    describedBy(field).filter((one) => one !== id),
  );
}

const toErrorId = ({ id }: Field): string => `${id}-error`;

const describedBy = (field: Field): string[] =>
  field.getAttribute("aria-describedby")?.split(" ").filter(Boolean) ?? [];

function describe(field: Field, ids: string[]): void {
  if (ids.length) field.setAttribute("aria-describedby", ids.join(" "));
  else field.removeAttribute("aria-describedby");
}
