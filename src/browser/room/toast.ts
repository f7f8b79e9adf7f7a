import { createElement, createIcon, getElement } from "../base/dom.js";

const SHOWN_MS = 6000;

export function showToast(text: string, icon: "warn" | "check" = "warn"): void {
  const toast = createElement(
    "p",
    { class: "notice" },
    createIcon(icon, "tiny"),
    createElement("span", {}, text),
  );
  const notices = document.querySelector("dialog[open] [data-notices]") ?? getElement("[data-notices]");
  notices.replaceChildren(toast);
  setTimeout(() => toast.remove(), SHOWN_MS);
}
