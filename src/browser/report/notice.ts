import { createElement, createIcon } from "../base/dom.js";

const SHOWN_MS = 6000;

/** Over what is open, as the viewer of pictures; the lobby has no place of its own for it. */
export function prepareNotices(): HTMLElement {
  const root = document.querySelector("dialog[open]") ?? document.body;
  const known = root.querySelector<HTMLElement>("[data-notices]");
  if (known) return known;
  const notices = createElement("div", { class: "report-notices", "data-notices": true, role: "status" });
  root.append(notices);
  return notices;
}

export function showNotice(text: string, icon: "warn" | "check"): void {
  const notice = createElement(
    "p",
    { class: "notice" },
    createIcon(icon, "tiny"),
    createElement("span", {}, text),
  );
  prepareNotices().replaceChildren(notice);
  setTimeout(() => notice.remove(), SHOWN_MS);
}
