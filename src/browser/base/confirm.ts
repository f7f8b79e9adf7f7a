import { element } from "./dom.js";
import { t } from "./i18n.js";

/** Asks before something that cannot be taken back. */
export function confirmed(question: string, yes: string): Promise<boolean> {
  const dialog = element(
    "dialog",
    { class: "box", "aria-labelledby": "question" },
    element(
      "form",
      { method: "dialog", class: "stack" },
      element("h2", { id: "question" }, question),
      element(
        "div",
        { class: "row end" },
        element("button", { class: "button", value: "", autofocus: true }, t("menu.cancel")),
        element("button", { class: "button primary", value: "yes" }, yes),
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
