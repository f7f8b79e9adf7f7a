import { createElement, createIcon } from "./dom.js";
import { t } from "./i18n.js";

/** Before what cannot be undone; `icon` is that of the button that asked. */
export function showConfirmDialog(question: string, confirmLabel: string, icon: string): Promise<boolean> {
  const dialog = createElement(
    "dialog",
    { class: "box", "aria-labelledby": "question" },
    createElement(
      "form",
      { method: "dialog", class: "stack" },
      createElement("h2", { id: "question" }, question),
      createElement(
        "div",
        { class: "row end" },
        createElement("button", { class: "button", value: "", autofocus: true }, t("menu.cancel")),
        createElement(
          "button",
          { class: "button danger", value: "yes" },
          createIcon(icon, "tiny"),
          confirmLabel,
        ),
      ),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
