import { createElement, createIcon, delegate } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { showToast } from "../room/toast.js";

/** In the viewer; in a message's tools, the template has it. */
export function createStarButton(): HTMLButtonElement {
  const attributes = {
    class: "button quiet bare",
    type: "button",
    "data-star": true,
    "aria-pressed": "false",
  };
  return createElement(
    "button",
    { ...attributes, "aria-label": t("shelf.star"), title: t("shelf.star") },
    createIcon("star"),
  );
}

export async function showStar(button: HTMLElement, link: HTMLElement): Promise<void> {
  const { gif = "" } = link.dataset;
  button.dataset.star = gif;
  button.dataset.alt = link.parentElement?.querySelector("figcaption")?.textContent ?? "";
  button.setAttribute("aria-pressed", "false");
  try {
    const { isStarred } = await import("./mine/star.js");
    const isOn = await isStarred(gif);
    if (button.dataset.star === gif) button.setAttribute("aria-pressed", String(isOn));
  } catch (error) {
    console.warn(error);
  }
}

async function onStar(button: HTMLElement): Promise<void> {
  const { star: url = "", alt = "" } = button.dataset;
  try {
    const { toggleStar } = await import("./mine/star.js");
    const isOn = await toggleStar({ url, alt });
    if (button.dataset.star === url) button.setAttribute("aria-pressed", String(isOn));
  } catch (error) {
    console.warn(error);
    showToast(t("panel.noAnswer"));
  }
}

export function startStars(list: HTMLElement): void {
  delegate(document, "click", "[data-star]", (button) => void onStar(button));
  // `toggle` does not bubble.
  list.addEventListener(
    "toggle",
    ({ target }) => {
      const button = (target as Element).querySelector<HTMLElement>(":scope[open] [data-star]");
      const link = button?.closest(".chat")?.querySelector<HTMLElement>(".gif > a");
      if (button && link) void showStar(button, link);
    },
    { capture: true },
  );
}
