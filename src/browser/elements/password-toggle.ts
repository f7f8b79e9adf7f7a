import { delegate } from "../base/dom.js";

export function startPasswordToggles(): void {
  delegate(document, "click", "[data-reveal]", (button) => {
    const field = button.parentElement?.querySelector<HTMLInputElement>("input");
    if (!field) return;
    const isShown = field.type === "text";
    field.type = isShown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!isShown));
    field.focus();
  });
}
