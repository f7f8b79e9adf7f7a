import { createElement, createIcon } from "../base/dom.js";
import { t } from "../base/i18n.js";

export function openViewer(link: HTMLAnchorElement, alt: string): void {
  const close = createElement(
    "button",
    { class: "button", "aria-label": t("gif.close"), autofocus: true },
    createIcon("close"),
  );
  const dialog = createElement(
    "dialog",
    { class: "viewer", "aria-label": alt },
    createElement("img", { src: link.href, alt }),
    createElement("form", { method: "dialog" }, close),
  );
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    link.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}
