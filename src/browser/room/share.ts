import type { RoomView } from "../../shared/events.js";
import { toShareRule } from "../../shared/render/share-rule.js";
import { delegate, getElement } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { showToast } from "./toast.js";

export function startShareButtons(): void {
  delegate(document, "click", "[data-share]", ({ dataset }) => void shareLink(dataset.share));
}

export function updateShareRule(room: RoomView): void {
  getElement("[data-share-rule]").textContent = t(toShareRule(room));
}

/** An empty `data-share` is the room itself. */
async function shareLink(path: string | undefined): Promise<void> {
  const url = new URL(path || location.pathname, location.origin).href;
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
