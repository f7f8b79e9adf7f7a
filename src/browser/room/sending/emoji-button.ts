import { getElement } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { insertText } from "../../elements/insert-text.js";
import { showToast } from "../toast.js";

export function startEmojiButton(): void {
  const button = getElement<HTMLButtonElement>("[data-emoji-button]");
  const field = getElement<HTMLTextAreaElement>("#say");
  button.addEventListener("click", async () => {
    try {
      const { openEmojiPicker } = await import("../../emoji/picker.js");
      const emoji = await openEmojiPicker(button);
      if (!emoji) return;
      // On a touch screen this would raise the keyboard, which nobody asked for.
      if (matchMedia("(pointer: fine)").matches) field.focus();
      insertText(field, emoji);
    } catch {
      showToast(t("emoji.failed"));
    }
  });
}
