import { createElement, createIcon } from "../base/dom.js";
import { t } from "../base/i18n.js";

export function createMakerButton(onFiles: (files: File[]) => void): HTMLButtonElement {
  const attributes = { class: "button quiet bare", type: "button", "data-make": true };
  const label = t("maker.open");
  const button = createElement(
    "button",
    { ...attributes, "aria-label": label, title: label },
    createIcon("edit"),
  );
  button.addEventListener("click", async () => {
    const { openMaker } = await import("../maker/open-maker.js");
    const file = await openMaker();
    if (file) onFiles([file]);
  });
  return button;
}
