import { element, icon } from "../base/dom.js";
import { t } from "../base/i18n.js";

/** One GIF alone, as large as it is or as the window allows. */
export function openViewer(link: HTMLAnchorElement, alt: string): void {
  const close = element(
    "button",
    { class: "button", "aria-label": t("gif.close"), autofocus: true },
    icon("close"),
  );
  const dialog = element(
    "dialog",
    { class: "viewer", "aria-label": alt },
    element("img", { src: link.href, alt }),
    element("form", { method: "dialog" }, close),
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
