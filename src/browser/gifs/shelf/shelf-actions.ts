import { createElement, createIcon, getElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import type { Accept } from "../../maker/view.js";
import { showToast } from "../../room/toast.js";
import { type ActionIcon, createActionIcon } from "./action-icons.js";
import { text } from "./texts/load-texts.js";

/** The ways to a picture that the shelf does not have yet. */
export function createActions(closeShelf: () => void, accept: Accept): HTMLElement {
  const files = createAction("files", text("files"), () => {
    closeShelf();
    getElement("#gif").click();
  });
  const make = createAction("camera", text("make"), () => void makeGif(closeShelf, accept));
  make.dataset.make = "";
  const close = createElement(
    "button",
    { class: "button quiet bare", type: "button", "aria-label": t("panel.close") },
    createIcon("close"),
  );
  close.addEventListener("click", closeShelf);
  return createElement("div", { class: "shelf-actions" }, make, files, close);
}

function createAction(icon: ActionIcon, text: string, onClick: () => void): HTMLElement {
  const attributes = { class: "button shelf-action", type: "button" };
  const button = createElement("button", attributes, createActionIcon(icon), createElement("span", {}, text));
  button.addEventListener("click", onClick);
  return button;
}

async function makeGif(closeShelf: () => void, accept: Accept): Promise<void> {
  try {
    const { openMaker } = await import("../../maker/open-maker.js");
    closeShelf();
    await openMaker(accept);
  } catch (error) {
    console.warn(error);
    showToast(text("failed"));
  }
}
