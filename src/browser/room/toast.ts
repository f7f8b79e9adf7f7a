import { createElement, createIcon, getElement } from "../base/dom.js";

const SHOWN_MS = 6000;

export function showToast(text: string, icon: "warn" | "check" = "warn"): void {
  showToasts([text], icon);
}

/** Together, since a toast takes the place of the one before. */
export function showToasts(texts: string[], icon: "warn" | "check" = "warn"): void {
  const toasts = texts.map((text) => createToast(text, icon));
  const notices = document.querySelector("dialog[open] [data-notices]") ?? getElement("[data-notices]");
  notices.replaceChildren(...toasts);
  setTimeout(() => toasts.forEach((toast) => void toast.remove()), SHOWN_MS * texts.length);
}

const createToast = (text: string, icon: string): HTMLElement =>
  createElement("p", { class: "notice" }, createIcon(icon, "tiny"), createElement("span", {}, text));
