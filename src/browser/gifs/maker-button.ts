import { createElement, createIcon } from "../base/dom.js";
import { errorMessage, t } from "../base/i18n.js";
import { showToast } from "../room/toast.js";

export function createMakerButton(onFiles: (files: File[]) => void): HTMLButtonElement {
  const attributes = { class: "button quiet bare", type: "button", "data-make": true };
  const label = t("maker.open");
  const button = createElement(
    "button",
    { ...attributes, "aria-label": label, title: label },
    createIcon("edit"),
  );
  button.addEventListener("click", async () => {
    const file = await make();
    if (file) onFiles([file]);
  });
  return button;
}

async function make(): Promise<File | undefined> {
  try {
    const { openMaker } = await import("../maker/open-maker.js");
    return await openMaker();
  } catch {
    showToast(errorMessage("OFFLINE"));
    return undefined;
  }
}
