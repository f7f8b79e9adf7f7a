import type { RoomView } from "../../shared/events.js";
import { toShareRule } from "../../shared/render/share-rule.js";
import { findAll, getElement } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { showToast } from "./toast.js";

export function startShareButtons(): void {
  for (const button of findAll("[data-share]")) button.addEventListener("click", shareLink);
}

export function updateShareRule(room: RoomView): void {
  getElement("[data-share-rule]").textContent = t(toShareRule(room));
}

async function shareLink(): Promise<void> {
  const url = location.origin + location.pathname;
  try {
    if (navigator.share && matchMedia("(pointer: coarse)").matches) await navigator.share({ url });
    else {
      await navigator.clipboard.writeText(url);
      showToast(t("menu.shared"), "check");
    }
  } catch (error) {
    // Without https there is no clipboard. AbortError only means that the visitor closed the share sheet.
    if ((error as Error).name !== "AbortError") showToast(url, "check");
  }
}
