import { all } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { notice } from "./toast.js";

/** The link to the room; on a phone by the system's own sheet. */
export function startShare(): void {
  for (const button of all("[data-share]")) button.addEventListener("click", share);
}

async function share(): Promise<void> {
  const url = location.origin + location.pathname;
  try {
    if (navigator.share && matchMedia("(pointer: coarse)").matches) await navigator.share({ url });
    else {
      await navigator.clipboard.writeText(url);
      notice(t("menu.shared"), "check");
    }
  } catch (error) {
    // Without https there is no clipboard; closing the sheet ends here as well, and needs no word.
    if ((error as Error).name !== "AbortError") notice(url, "check");
  }
}
