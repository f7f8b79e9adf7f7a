import { getElement } from "../base/dom.js";
import { t } from "../base/i18n.js";
import { showToast } from "../room/toast.js";
import type { ShelfOptions } from "./shelf/open-shelf.js";
import { addMade, sendFromShelf } from "./upload-tray.js";

interface StartOptions extends Omit<ShelfOptions, "send" | "addMade"> {
  isWhispering: () => boolean;
}

/** Without scripts, the button opens a form. */
export function startShelf(options: StartOptions): void {
  const button = getElement("[data-add-gif] > summary");
  button.setAttribute("aria-haspopup", "dialog");
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    if (options.isWhispering()) return showToast(t("gif.whispering"));
    try {
      const { openShelf } = await import("./shelf/open-shelf.js");
      await openShelf(button, { ...options, send: sendFromShelf, addMade });
    } catch (error) {
      console.warn(error);
      // Files can be chosen without what could not be loaded.
      getElement("#gif").click();
    }
  });
}
